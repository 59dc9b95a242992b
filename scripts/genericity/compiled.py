"""The compiled part, or how to get it."""

try:
    from genericity import _compiled as library
except ImportError as error:
    raise ImportError("the compiled part of genericity is not built for this Python; in the project, scripts/quickstart builds it "
                      f"for /usr/bin/python3 ({error})") from error


def version() -> str:
    """The version of the compiled part, and the commit that it was built from."""
    return library.version()

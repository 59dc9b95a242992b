"""Laws of priors by their parameters, which result files hold along the cells."""

from genericity.plot.result import Result


def value_text(value) -> str:
    """A parameter's value as people write it; empty where the law has no such parameter."""
    if isinstance(value, str):
        return value
    return "" if value != value else repr(float(value)).removesuffix(".0")


def without(result: Result, cell: int, key: str) -> str:
    """The cell's law with all parameters but this one: "near (base_family=independent, base_alpha=1)"."""
    rest = ", ".join(f"{name}={text}" for name, values in result.parameters.items()
                     if name not in ("family", key) and (text := value_text(values[cell])))
    family = value_text(result.parameters["family"][cell])
    return f"{family} ({rest})" if rest else family

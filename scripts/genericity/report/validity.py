"""What the numbers of a report rest on, in sentences: the kind of its limits, what `genericity verify` makes sure of, and how
parts of a study become the whole."""

import numpy as np

from genericity.plot import style
from genericity.plot.result import Result
from genericity.report.words import count, span


def _rule(result: Result) -> str:
    """The widths that the stop rule waits for."""
    widths = [f"±{style.percent_words(result.half_width)}"] if np.isfinite(result.half_width) else []
    if np.isfinite(result.relative_half_width):
        widths.append(f"±{style.percent_words(result.relative_half_width)} of the rarer side's share")
    return f" (until {' or '.join(widths)})" if widths else ""


def _looks(result: Result) -> str:
    if result.looks is None:
        return ""
    looks = span(int(result.looks.min()), int(result.looks.max()), "look")
    return f" It has taken {looks}{'' if result.cells == 1 else ' at each cell'}."


def limits(result: Result) -> list[str]:
    """What kind of limits the report gives, as the file has them."""
    if result.cells == 0:
        return []
    level = style.percent_words(result.confidence)
    if result.rare is not None:
        return [f"The limits of a probability are Student's, over independent replications, at {level}; those of a slope come from the "
                "jackknife over replications. They are for each cell, condition and margin by itself."]
    if result.exact is not None:
        said = ["There are no confidence limits: the priors were gone through, not drawn. A share is exact once all priors of its law "
                "are decided; until then it may be anything from 0 to 100 %."]
        if not all(map(result.goes_through, range(len(result.conditions)))):
            said = [said[0].replace("There are no confidence limits", "Of conditions on priors there are no confidence limits", 1),
                    f"Of conditions on environments, which are drawn for each of these priors, limits are exact ones of Clopper and Pearson, at "
                    f"{level}: they cover the mean over the priors that were looked at."]
        return said
    if result.looks_at_data:
        sentences = [f"Limits: from a confidence sequence, at {level}, because the stop rule looks at the verdicts{_rule(result)}. They are "
                     f"valid at whatever look it stops, for each cell and condition by itself.{_looks(result)}"]
    else:
        sentences = [f"Limits: exact ones of Clopper and Pearson, at {level}, for a number of samples that was fixed beforehand, for each "
                     "cell and condition by itself."]
    if result.clustered.any():
        sentences.append(f"Of conditions on environments pairs of a prior and an environment are counted, {result.environments} for each "
                         "prior. These depend on each other, so that their limits are others: the exact ones of the first environments, "
                         "together with those of Maurer and Pontil for the shares of single priors.")
    if result.simultaneous_low is not None:
        sentences.append(f"All cells at once: simultaneous limits, at {level}, which hold for all cells and conditions of the file together.")
    elif result.cells > 1:
        sentences.append(f"Among {count(result.cells, 'cell')} some limits may miss by chance.")
    if result.sequence:
        unfixed = not result.looks_at_data and ("time" in result.stop_reason or not result.complete)
        sentences.append(("The number of samples is not the one that was fixed beforehand. " if unfixed else "") +
                         f"Limits that hold whatever ended the sampling: genericity show {result.path.name} --columns limits, there "
                         "sequence_low and sequence_high.")
    return sentences


def verification(result: Result) -> list[str]:
    """What `genericity verify` makes sure of."""
    itself = "genericity verify checks the file itself: its seal, which shows that no byte was changed, its checksums and its digest"
    if result.rare is not None or "mode" in result.attributes:
        return [f"{itself}. Nothing is decided again: to check the numbers, repeat the study and compare."]
    return [f"{itself}, and that its contents fit together. Then it draws 100 random samples again, and those with the least margins of "
            "the same cells, decides them anew, with proof, and compares; --samples asks for another number, --recount counts everything "
            "from the beginning. Exit code 5 says that a fault was found."]


def parts(result: Result) -> list[str]:
    """How a part of a study becomes the whole, or did."""
    if result.shard[1] > 1:
        return [f"This file is the part {result.shard[0]} (from 0) of {result.shard[1]}. genericity status says which of the parts are done, "
                "partial, missing or damaged; genericity merge unites them, in any order, and lists the samples that are missing."]
    if result.parts:
        return [f"This file was merged from {count(len(result.parts), 'part')} of the study. genericity status says of such parts which are "
                "done, partial, missing or damaged; genericity merge unites them, in any order, to the result of one run."]
    return []

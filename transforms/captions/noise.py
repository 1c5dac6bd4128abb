"""What captions carry beside what they show: counters, buttons, notes to editors. Cuts them off; splits nothing."""

import re

from transforms.captions.words import noise_patterns


def strip_noise(text: str) -> tuple[str, bool]:
    """Text without slide counters, buttons and editor notes; whether it was marked as an older picture."""
    is_file = False
    for _ in range(3):
        before = text
        for pattern in noise_patterns("start"):
            match = pattern.match(text)
            text = text[match.end() :].lstrip() if match else text
        for pattern in noise_patterns("file"):
            match = pattern.match(text)
            if match and match.end() < len(text):
                text, is_file = text[match.end() :].lstrip(), True
        for pattern in noise_patterns("end"):
            # most texts have none: a search is quicker than to go through what is not there
            text = _cut_end(text, pattern) if pattern.search(text) else text
        if text == before:
            break
    return text, is_file


def _cut_end(text: str, pattern: re.Pattern[str]) -> str:
    """Text without a noise that reaches to its end."""
    for match in pattern.finditer(text):
        if match.end() >= len(text.rstrip(" .,;|")):
            return text[: match.start()].rstrip(" ,;|")
    return text

"""How wide a text prints in Times New Roman, for rules and columns.

Only for lengths that the decree gives as a share of a text («từ 1/3 đến 1/2») and for
columns that must not break a number; a percent more or less does not matter.
"""

import unicodedata

_UPRIGHT = {
    180: "'", 200: "|", 250: " ,.", 278: "/:;\\ijlt", 333: "!()-I[]`fr", 389: "Js",
    408: '"', 444: "?acez", 469: "^", 480: "{}", 500: "#$*0123456789_bdghknopquvxyđ–",
    556: "FPS", 564: "+<=>~", 611: "ELTZ", 667: "BCR", 722: "ADGHKNOQUVXYwĐ",
    778: "&m", 833: "%", 889: "M", 921: "@", 944: "W",
}  # fmt: skip
_BOLD = {
    220: "|", 250: " ,.", 278: "'/\\il", 333: "!()-:;[]`fjt", 389: "Is", 394: "{}",
    444: "cerz", 500: "#$*0123456789?J_agovxy–", 556: 'Sbdhknpqu"đ', 570: "+<=>^~",
    611: "FP", 667: "BELTZ", 722: "ACDNRUVXYwĐ", 778: "GHKOQ", 833: "&m", 930: "@",
    944: "M", 1000: "%W",
}  # fmt: skip
UPRIGHT = {char: width for width, chars in _UPRIGHT.items() for char in chars}
BOLD = {char: width for width, chars in _BOLD.items() for char in chars}
#: What a character outside the tables takes, and what a horn adds.
OTHER, HORN = 600, 50
MM_PER_POINT = 25.4 / 72


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in millimetres of one line of text at this size in points."""
    table = BOLD if bold else UPRIGHT
    thousandths = sum(
        _width(char, table) for char in unicodedata.normalize("NFD", text)
    )
    return thousandths / 1000 * size * MM_PER_POINT


def _width(char: str, table: dict[str, int]) -> int:
    if unicodedata.combining(char):
        return HORN if char == "\u031b" else 0
    return table.get(char, OTHER)

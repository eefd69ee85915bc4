"""Check digits: what makes a row of digits a card, an account or a national identity number."""

import re
from collections.abc import Sequence

IBAN_LENGTHS = {
    code: int(length)
    for code, length in re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24AE23AL28AT20AZ28BA20BE16BG22BH22BI27BR29BY28CH21CR22CY28CZ24DE22DJ27DK18DO28EE20EG29ES24FI18FK18FO18FR27"
        "GB22GE22GI23GL18GR27GT28HN28HR21HU28IE22IL23IQ23IS26IT27JO30KW30KZ20LB28LC32LI21LT20LU20LV21LY25MC27MD24ME22"
        "MK19MN20MR27MT31MU30NI28NL18NO15OM23PK24PL28PS29PT25QA29RO24RS22RU33SA24SC31SD18SE24SI19SK24SM27SO23ST25SV28"
        "TL23TN24TR26UA29VA22VG24XK20YE30",
    )
}
"""The length of an account number by country (https://www.swift.com/standards/data-standards/iban)."""

CARD_DIGITS = range(13, 20)
_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def is_card(digits: str) -> bool:
    """Whether the digits are a card number by length, first digit and Luhn check."""
    if len(digits) not in CARD_DIGITS or digits[0] not in "23456":
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def is_iban(code: str) -> bool:
    """Whether an upper-case code without separators is an IBAN by its check digits (mod 97)."""
    turned = code[4:] + code[:4]
    return turned.isascii() and turned.isalnum() and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def is_national_id(digits: str) -> bool:
    """Whether the digits alone are, by their check digits, an identity number of a country whose language we read."""
    match len(digits):
        case 11:
            return _is_pesel(digits) or _is_german_tax_id(digits) or _is_snils(digits)
        case 12:
            return _is_inn(digits)
        case 16:
            return _is_nik(digits)
        case _:
            return False


def is_dni(code: str) -> bool:
    """Whether an upper-case code is a Spanish DNI or NIE by its letter."""
    number = str("XYZ".find(code[0])) + code[1:-1] if code[0] in "XYZ" else code[:-1]
    return number.isdecimal() and _DNI_LETTERS[int(number) % 23] == code[-1]


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))


def _is_day(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12  # noqa: PLR2004 - the calendar


def _is_pesel(digits: str) -> bool:
    """The Polish number: born on (month plus 20 a century), check digit of weights 1-3-7-9."""
    is_dated = _is_day(int(digits[4:6]), int(digits[2:4]) % 20)
    return is_dated and _weighted(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


def _is_german_tax_id(digits: str) -> bool:
    """ISO 7064 MOD 11,10, never beginning with 0."""
    product = 10
    for digit in digits[:10]:
        product = 2 * ((int(digit) + product) % 10 or 10) % 11
    return digits[0] != "0" and len(set(digits[:10])) < 10 and (11 - product) % 10 == int(digits[10])  # noqa: PLR2004 - one repeats


def _is_snils(digits: str) -> bool:
    return int(digits[9:]) == _weighted(digits[:9], range(9, 0, -1)) % 101 % 100 and digits[:3] != "000"


def _is_inn(digits: str) -> bool:
    """The Russian tax number of a person."""
    first = _weighted(digits, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    second = _weighted(digits, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    return digits[10:] == f"{first}{second}"


def _is_nik(digits: str) -> bool:
    """The Indonesian number: province from 11, then born on (women's day plus 40)."""
    return 11 <= int(digits[:2]) <= 94 and _is_day(int(digits[6:8]) % 40, int(digits[8:10]))  # noqa: PLR2004 - provinces

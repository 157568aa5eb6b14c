"""Passwords that are guessed first: leaked ones, and leaked ones with a number behind.

Source: docs/decisions/0073-keys-and-passwords.md. Nothing leaves this machine.
"""

from django.core.exceptions import ValidationError

LEAST_GUESSES = 10**9
LONGEST_READ = 72  # what zxcvbn reads; more only makes it slower
# Words anybody tries first at this door.
OFFICE_WORDS = [
    "lapas", "rutan", "lpka", "bapas", "kanwil", "ditjenpas", "pemasyarakatan", "galeri", "umkm",
    "giatja", "petugas", "bendahara", "kepala", "sandi", "rahasia", "indonesia", "merdeka",
]  # fmt: skip


class GuessablePasswordValidator:
    """Estimates the guesses a password takes, from lists of leaked passwords and their habits."""

    def validate(self, password: str, user=None) -> None:
        from zxcvbn import zxcvbn  # half a second, needed where a password is chosen only

        known = OFFICE_WORDS + self._words_of(user)
        if zxcvbn(password[:LONGEST_READ], user_inputs=known)["guesses"] < LEAST_GUESSES:
            raise ValidationError(
                "Sandi ini mudah ditebak. Pakai empat kata yang tidak berhubungan, misalnya "
                "seperti kalimat yang hanya Anda ingat.",
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        return "Bukan sandi yang pernah bocor atau mudah ditebak."

    @staticmethod
    def _words_of(user) -> list[str]:
        if user is None:
            return []
        words = f"{user.get_username()} {user.email}".replace("@", " ").replace(".", " ").split()
        if user.pk:
            for membership in user.memberships.select_related("facility", "regional_office"):
                words += str(membership.facility or membership.regional_office or "").split()
        return [word.casefold() for word in words]

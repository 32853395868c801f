from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id in OWASP's 19 MiB profile: Django's default of 100 MiB lets a few sign-ins at once exhaust a
    small machine.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

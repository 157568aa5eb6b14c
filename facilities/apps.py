from django.apps import AppConfig


class FacilitiesConfig(AppConfig):
    name = "facilities"
    verbose_name = "UPT dan galeri"

    def ready(self):
        from facilities import (
            admin_checks,  # noqa: F401  (registers the check)
            audited,
            trail,
        )

        audited.connect()
        trail.register(trail.AuditSource())
        trail.register(trail.DeskSource())

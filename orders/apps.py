from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = "Pesanan"

    def ready(self):
        from orders import trail

        trail.connect()

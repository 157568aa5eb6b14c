import signal

from django.core.management.base import BaseCommand

from orders.worker import Worker


class Command(BaseCommand):
    help = "Run the worker: letters, pictures, expiry of unpaid orders, tidying up. Stop: SIGTERM."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="do what is waiting, then end")

    def handle(self, *args, once, **options):
        worker = Worker()
        if once:
            worker.run_once()
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, worker.stop)
        self.stdout.write("Pekerja berjalan.")
        worker.run()
        self.stdout.write("Pekerja berhenti.")

"""The PDF of a paper: drawn when first asked for, kept privately, forgotten with the buyer."""

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import F

from orders import private_pictures
from orders.models import Document

from .rendering import draw, fingerprint

logger = logging.getLogger(__name__)
FOLDER = "dokumen"


def pdf_of(document: Document) -> bytes:
    """The stored file, or a new one when there is none or it is not what was stored.

    Call it outside transactions: it draws and writes a file.
    """
    if document.file_name:
        kept = _read(document.file_name)
        if kept is not None and fingerprint(kept) == document.sha256:
            return kept
        logger.error("stored paper is missing or altered", extra={"document": document.pk})
    pdf = draw(document)
    _keep(document, pdf)
    return pdf


def forget_buyers(*, checkouts: Iterable[int], name: str) -> int:
    """Blank who bought on the papers of these checkouts and remove their files; returns how many.

    name: what stands there instead. Goods, prices and number stay: the paper is still genuine.
    """
    due = Document.objects.filter(order__checkout__in=list(checkouts))
    papers = list(due.order_by("pk").values_list("pk", "file_name"))
    for pk, path in papers:
        # The file first: a row that still names it is found again, a lost file is not.
        private_pictures.discard(path)
        Document.objects.filter(pk=pk).update(
            buyer={"name": name}, revision=F("revision") + 1, file_name="", sha256=""
        )
    return len(papers)


def sweep(*, at: datetime) -> int:
    """Remove files no row names: left when a process died in between. Returns how many."""
    named = Document.objects.exclude(file_name="").values_list("file_name", flat=True)
    return private_pictures.sweep(folder=FOLDER, kept=named, at=at)


def _read(path: str) -> bytes | None:
    storage = storages["private"]
    if not storage.exists(path):
        return None
    with storage.open(path) as file:
        return file.read()


def _keep(document: Document, pdf: bytes) -> None:
    path = f"{FOLDER}/{secrets.token_urlsafe(24)}.pdf"
    path = storages["private"].save(path, ContentFile(pdf))
    # Voided or blanked meanwhile, or kept by somebody else: then this file is nobody's.
    same = Document.objects.filter(
        pk=document.pk, revision=document.revision, file_name=document.file_name
    )
    if same.update(file_name=path, sha256=fingerprint(pdf)):
        private_pictures.discard(document.file_name)
    else:
        private_pictures.discard(path)

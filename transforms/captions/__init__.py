"""Captions and credits: found on the page, split, parsed, merged. The public names of the folder, and nothing else."""

from transforms.captions.credits import Credit, parse_credit
from transforms.captions.find import extract_pictures
from transforms.captions.parse import parse_caption, parse_captions
from transforms.captions.signed import SIGNED

__all__ = ["SIGNED", "Credit", "extract_pictures", "parse_caption", "parse_captions", "parse_credit"]

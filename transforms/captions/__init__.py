"""Captions and credits: found on the page, split, parsed, merged. The public names of the folder, and nothing else."""

from transforms.captions.credits import Credit, parse_credit
from transforms.captions.find import extract_pictures, find_caption_elements
from transforms.captions.parse import parse_caption, parse_captions

__all__ = ["Credit", "extract_pictures", "find_caption_elements", "parse_caption", "parse_captions", "parse_credit"]

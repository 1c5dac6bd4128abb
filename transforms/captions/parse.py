"""Raw pictures to captions: split, credit parsed, scene read, twins merged. Pure; sees no tree."""

from transforms.captions.credits import Credit, parse_copyright_year, parse_credit
from transforms.captions.depicted import find_depicted
from transforms.captions.noise import strip_noise
from transforms.captions.scene import find_place, find_taken_on
from transforms.captions.split import split_caption
from transforms.captions.twins import merge_twins
from transforms.records import Caption, MediaItem, Picture
from transforms.text import fold_text


def parse_captions(
    pictures: tuple[Picture, ...], media: tuple[MediaItem, ...] = (), language: str | None = None
) -> tuple[Caption, ...]:
    """The captions of a story, in page order, twins merged; the feed's pictures join theirs or follow.

    `language`: ISO 639-1 of the story, for dates. Nothing that was printed is lost: `caption_raw` keeps each variant.
    """
    offered = (*pictures, *(_make_picture(item) for item in media if item.caption or item.credit))
    return merge_twins([caption for picture in offered if (caption := parse_caption(picture, language))])


def parse_caption(picture: Picture, language: str | None = None) -> Caption | None:
    """One picture's caption; None when it says nothing."""
    parts = split_caption(picture.caption_raw or "", has_credit=picture.credit_raw is not None)
    credit = _choose_credit(parts.credit, picture.credit_raw)
    if parts.caption is None and credit is None:
        return None
    taken = find_taken_on(parts.caption, language) if parts.caption else None
    notice = picture.copyright_notice or (credit.copyright_notice if credit else None)
    raws = (" ".join(filter(None, (picture.caption_raw, picture.credit_raw))),)
    return Caption(
        position=0,
        caption=parts.caption,
        credit_line=credit.credit_line if credit else None,
        creators=credit.creators if credit else (),
        agencies=credit.agencies if credit else (),
        other_parties=credit.other_parties if credit else (),
        is_pool=bool(credit and credit.is_pool),
        is_handout=bool(credit and credit.is_handout),
        is_file_photo=parts.is_file_photo or bool(credit and credit.is_file_photo),
        courtesy_of=credit.courtesy_of if credit else None,
        copyright_notice=notice,
        copyright_year=parse_copyright_year(notice) if notice else None,
        depicted=find_depicted(parts.caption, language) if parts.caption else (),
        place=picture.place or (find_place(parts.caption, taken[1], taken[2]) if parts.caption and taken else None),
        taken_on=taken[0] if taken else None,
        image_url=picture.image_url,
        alt_text=picture.alt_text,
        caption_raw=raws,
        source=picture.source,
    )


def _choose_credit(in_text: str | None, declared: str | None) -> Credit | None:
    """The credit the page sets apart, unless the text's own says the same and more."""
    apart = parse_credit(strip_noise(declared)[0]) if declared else None
    inside = parse_credit(in_text) if in_text else None
    if apart is None or inside is None:
        return apart or inside
    said, more = fold_text(apart.credit_line), fold_text(inside.credit_line)
    is_fuller = said in more or set(apart.agencies + apart.creators) < set(inside.agencies + inside.creators)
    return inside if is_fuller else apart


def _make_picture(item: MediaItem) -> Picture:
    # a title there is mostly the headline: evidence like an alt text, and no caption
    return Picture(
        image_url=item.url,
        caption_raw=item.caption,
        credit_raw=item.credit,
        alt_text=item.title,
        source="media-rss",
    )

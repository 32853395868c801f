"""Pictures come out with their pixels and nothing else."""

import io
import zlib

import pytest
from django.utils.translation import override
from PIL import Image, ImageOps

from changlai.kernel import images
from changlai.kernel.errors import Refusal


def encoded(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def clean(data):
    return images.clean(io.BytesIO(data), name="photo.jpg")


def opened(picture):
    return Image.open(io.BytesIO(picture.data))


def exif(orientation=1):
    tags = Image.Exif()
    tags[0x0112] = orientation
    tags[0x010F] = "SECRETCAM"
    tags.get_ifd(0x8825)[1] = "N"
    return tags


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_picture_keeps_kind_and_size(kind):
    picture = clean(encoded(Image.new("RGB", (40, 30), "red"), kind))

    assert (picture.media_type, picture.width, picture.height) == (images.FORMATS[kind], 40, 30)
    assert opened(picture).format == kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_exif_goes_after_the_picture_was_turned_upright(kind):
    picture = clean(encoded(Image.new("RGB", (40, 30), "red"), kind, exif=exif(orientation=6)))

    assert (picture.width, picture.height) == (30, 40)
    assert dict(opened(picture).getexif()) == {}
    assert b"SECRETCAM" not in picture.data


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_orientation_comes_out_upright(turn):
    image = Image.new("L", (30, 20))
    image.paste(255, (0, 0, 15, 5))
    data = encoded(image, "PNG", exif=exif(orientation=turn))

    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("L")

    assert opened(clean(data)).convert("L").tobytes() == expected.tobytes()
    assert opened(clean(data)).size == expected.size


@pytest.mark.parametrize("kind_of_tag", [0, 26, 84])
def test_odd_exif_is_no_reason_to_refuse_a_picture(kind_of_tag):
    data = bytearray(encoded(Image.new("RGB", (8, 8), "red"), "JPEG", exif=exif(orientation=6)))
    data[data.index(b"Exif") + 17] = kind_of_tag  # the low byte of the first tag's type

    assert clean(bytes(data)).media_type == "image/jpeg"


def test_comments_profiles_and_trailing_bytes_go():
    image = Image.new("RGB", (4, 4), "red")
    data = encoded(image, "JPEG", comment=b"SECRET", icc_profile=b"SECRETPROFILE") + b"<script>SECRET</script>"

    assert b"SECRET" not in clean(data).data
    assert b"SECRET" not in clean(encoded(image, "GIF", comment=b"SECRET")).data


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("LA", "PNG"),
        ("P", "PNG"),
        ("RGBA", "PNG"),
        ("I;16", "PNG"),
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
    ],
)
def test_every_mode_is_read(mode, kind):
    picture = clean(encoded(Image.new(mode, (8, 8)), kind))

    assert opened(picture).mode in {"L", "RGB", "RGBA"}


def test_sixteen_bit_grey_is_scaled_not_clipped():
    grey = Image.new("I;16", (8, 8), 0x8000)

    assert opened(clean(encoded(grey, "PNG"))).convert("L").getpixel((0, 0)) == pytest.approx(0x80, abs=1)


def test_transparency_stays():
    picture = clean(encoded(Image.new("RGBA", (8, 8), (255, 0, 0, 0)), "PNG"))

    assert opened(picture).convert("RGBA").getpixel((0, 0))[3] == 0


def frames(count, size=(20, 20)):
    return [Image.new("RGB", size, (n * 10 % 256, n, 0)) for n in range(count)]


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_moving_picture_keeps_moving(kind):
    first, *rest = frames(3)
    picture = clean(encoded(first, kind, save_all=True, append_images=rest, duration=[100, 200, 300]))

    assert (picture.media_type, opened(picture).n_frames) == (images.FORMATS[kind], 3)


def test_huge_moving_picture_becomes_a_still(monkeypatch):
    monkeypatch.setattr(images, "MAX_MOVING_PIXELS", 1000)
    first, *rest = frames(3)
    picture = clean(encoded(first, "GIF", save_all=True, append_images=rest))

    assert getattr(opened(picture), "n_frames", 1) == 1


def test_jpeg_with_more_jpegs_behind_it_is_a_jpeg():
    first, *rest = frames(2)
    picture = clean(encoded(first, "MPO", save_all=True, append_images=rest))

    assert (picture.media_type, opened(picture).format) == ("image/jpeg", "JPEG")


def png_header(width, height):
    """A tiny file that claims to be huge."""

    def chunk(kind, body):
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(6400, 6300), (9000, 9000), (60000, 60000)])
def test_bomb_is_refused_before_it_is_decoded(size):
    with override("en"), pytest.raises(Refusal) as caught:
        clean(png_header(*size))

    assert caught.value.rule == "file.too_many_pixels"
    assert "“photo.jpg” has more than 40,000,000 pixels" in str(caught.value.sentence)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"RIFF\0\0\0\0WEBP",
        b"%!PS-Adobe-3.0 EPSF",
        png_header(100, 100),
    ],
)
def test_damaged_picture_is_refused(data):
    with pytest.raises(Refusal) as caught:
        clean(data)

    assert caught.value.rule == "file.damaged_picture"


def test_truncated_jpeg_is_refused():
    data = encoded(Image.effect_noise((200, 200), 80).convert("RGB"), "JPEG")

    with pytest.raises(Refusal):
        clean(data[: len(data) // 2])


def test_thumbnail_is_small_and_upright(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(encoded(Image.new("RGB", (400, 200), "red"), "JPEG"))

    small = Image.open(io.BytesIO(images.thumbnail(path, 100)))
    assert (small.format, small.size) == ("WEBP", (100, 50))

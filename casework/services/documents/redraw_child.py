"""Draws an image anew, in a process of its own with little memory and time. Run by path; imports nothing of ours.

Standard input: the image. Standard output: the new one, with its pixels and nothing else. Argument: JPEG or PNG.
Exit status 3: too many pixels; 4: not an image that can be drawn.
"""

import resource
import sys
import warnings

MOST_PIXELS = 80_000_000
MOST_MEMORY = 1_500_000_000
MOST_SECONDS = 30
TOO_MANY_PIXELS, NOT_AN_IMAGE = 3, 4


def main(target: str) -> int:
    """Read, turn upright, drop everything but the pixels, write."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000_000, 100_000_000))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses a limit below what the loaded libraries map
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    warnings.simplefilter("ignore")
    import pillow_heif
    from PIL import Image, ImageOps

    pillow_heif.register_heif_opener(thumbnails=False)
    Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before a pixel is decoded
    try:
        with Image.open(sys.stdin.buffer, formats=("JPEG", "PNG", "HEIF")) as image:
            if image.width * image.height > MOST_PIXELS:
                return TOO_MANY_PIXELS
            upright = ImageOps.exif_transpose(image)
            keep_alpha = target == "PNG" and (upright.has_transparency_data or upright.mode in ("LA", "RGBA"))
            drawn = upright.convert("RGBA" if keep_alpha else "RGB")
            clean = Image.new(drawn.mode, drawn.size)
            clean.paste(drawn)
            clean.save(sys.stdout.buffer, target, **({"quality": 88} if target == "JPEG" else {}))
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError, TypeError, IndexError, RuntimeError):
        return NOT_AN_IMAGE
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

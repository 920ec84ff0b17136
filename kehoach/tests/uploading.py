"""A form with a file, and the scripts that serve it, in an empty page."""

import base64
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page

SCRIPTS = Path(settings.BASE_DIR) / "static/js"
HTML = """
<main><form method="post" novalidate>
  <div data-drop><input type="file" id="f" name="file" data-names="subject"></div>
  <input type="checkbox" name="confirmed_open" data-with-file="Đánh dấu ô này.">
  <input name="subject"><div class="form-buttons"><button>Lưu</button><span data-draft-told></span></div>
</form></main>
"""
#: A picture of the size; noise, as a photo of a crowd weighs; one corner is red.
PICTURE = """async ([width, height, kind, noisy]) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d"), data = pen.createImageData(width, height);
  for (let i = 0; i < data.data.length; i += 4)
    data.data.set(noisy ? [(i * 7919) % 251, (i * 104729) % 241, (i * 1299709) % 239, 255] : [9, 99, 9, 255], i);
  pen.putImageData(data, 0, 0);
  pen.fillStyle = "#f00";
  pen.fillRect(0, 0, width / 4, height / 4);
  const blob = await new Promise((done) => canvas.toBlob(done, kind, 0.95));
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let i = 0; i < bytes.length; i += 9999) text += String.fromCharCode(...bytes.subarray(i, i + 9999));
  return btoa(text);
}"""


def picture(page: Page, width: int, height: int, kind: str = "image/jpeg") -> bytes:
    said = [width, height, kind, kind == "image/jpeg"]
    return base64.b64decode(page.evaluate(PICTURE, said))

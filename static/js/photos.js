/* Photos are made small before they travel: longest side 2,000 px, JPEG. They are drawn
   anew, upright, so what the camera wrote (place, device) stays on the phone. */
(() => {
  const SIDE = 2000;
  const SMALL = 1048576;
  const PHOTO = /\.(jpe?g|png|webp|avif|hei[cf])$/i;
  const drawn = (picture, scale) => {
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.imageSmoothingQuality = "high";
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  };
  window.smallerPhoto = async (file) => {
    let picture;
    try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return file; }
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const kept = scale === 1 && /\.(jpe?g|png)$/i.test(file.name);
    // A small picture of text stays sharp as it is; the server cleans what is not redrawn
    if (kept && file.size < SMALL && /\.png$/i.test(file.name)) return file;
    const blob = await drawn(picture, scale);
    picture.close();
    if (!blob || (kept && blob.size >= file.size)) return file;
    return new File([blob], file.name.replace(/\.[^.]+$/, ".jpg"), { type: "image/jpeg", lastModified: file.lastModified });
  };
  window.smallerPhoto.handles = (file) => PHOTO.test(file.name);
})();

// Photos and signatures: made small and bare (no camera data) here, named by the hash of their bytes.

const LONGEST = 1280;
const QUALITY = 0.7;

export async function photo(file) {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return named("photo", await bytesOf(canvas, "image/jpeg"));
}

export async function signature(canvas) {
  return named("signature", await bytesOf(canvas, "image/png"));
}

const bytesOf = (canvas, type) => new Promise((done) => canvas.toBlob(done, type, QUALITY));

async function named(kind, blob) {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const sha256 = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return { kind, sha256, blob };
}

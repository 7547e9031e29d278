// Pictures that go with a prompt: made small enough for a request and for the browser's storage.

const LONGEST_SIDE = 1024;
const QUALITY = 0.85;

/** A data URI of the picture. Throws when it is none. */
export async function readPicture(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(`${file.name || 'That'} is not a picture that this browser can read.`);
  }

  const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const type = file.type === 'image/png' && file.size < 200_000 ? 'image/png' : 'image/jpeg';
  return toDataUri(await canvas.convertToBlob({ type, quality: QUALITY }));
}

export const toDataUri = (blob) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });

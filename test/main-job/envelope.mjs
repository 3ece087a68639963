import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

// The application's own file form:
//
//     format(1) = 1 ‖ length(2) ‖ encrypted data key(length) ‖ nonce(12) ‖ ciphertext ‖ tag(16)
//
// AES-256-GCM (NIST SP 800-38D) under a data key that serves this one file. All that stands before the ciphertext is
// authenticated with it; the length is big-endian.
const format = 1;
const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const mostBytes = 2 ** 36 - 32;

/** Encrypts a file in constant memory. `dataKey` is an answer of createDataKey. */
export async function sealFile(source, target, dataKey) {
  const nonce = randomBytes(nonceBytes);
  const start = Buffer.from([format, 0, 0]);
  start.writeUInt16BE(dataKey.ciphertext.length, 1);
  const header = Buffer.concat([start, dataKey.ciphertext, nonce]);
  const cipher = createCipheriv(algorithm, dataKey.plaintext, nonce, { authTagLength: tagBytes });
  cipher.setAAD(header);
  const file = await open(source);
  try {
    const { size } = await file.stat();
    if (size > mostBytes) throw new Error(`${source} is too large for one AES-GCM message.`);
    const plaintext = file.createReadStream({ autoClose: false });
    await pipeline(sealed(header, cipher, plaintext), createWriteStream(target, { flags: 'wx', mode: 0o600 }));
  } finally {
    await file.close();
  }
}

/**
 * Decrypts a file in constant memory. `target` is made or replaced only when all of it is verified.
 *
 * @param decryptDataKey Gets the encrypted data key, promises the data key, which is overwritten after use.
 */
export async function openFile(source, target, decryptDataKey) {
  const file = await open(source);
  try {
    const { header, encryptedDataKey, nonce, end, tag } = await readFrame(file);
    const dataKey = await decryptDataKey(encryptedDataKey);
    const decipher = createDecipheriv(algorithm, dataKey, nonce, { authTagLength: tagBytes });
    dataKey.fill(0);
    decipher.setAAD(header);
    decipher.setAuthTag(tag);
    const start = header.length;
    // A range of no bytes can't be asked for.
    const ciphertext = start === end ? [] : file.createReadStream({ start, end: end - 1, autoClose: false });
    await writeVerified(opened(decipher, ciphertext), target);
  } finally {
    await file.close();
  }
}

async function* sealed(header, cipher, plaintext) {
  yield header;
  for await (const piece of plaintext) yield cipher.update(piece);
  yield cipher.final();
  yield cipher.getAuthTag();
}

async function* opened(decipher, ciphertext) {
  for await (const piece of ciphertext) yield decipher.update(piece);
  yield decipher.final();
}

async function writeVerified(plaintext, target) {
  const unverified = `${target}.part`;
  try {
    await pipeline(plaintext, createWriteStream(unverified, { flags: 'wx', mode: 0o600 }));
    await rename(unverified, target);
  } catch (error) {
    await rm(unverified, { force: true });
    throw error;
  }
}

async function readFrame(file) {
  const { size } = await file.stat();
  const start = await read(file, 0, 3);
  const keyEnd = 3 + start.readUInt16BE(1);
  const headerEnd = keyEnd + nonceBytes;
  const end = size - tagBytes;
  if (start[0] !== format || headerEnd > end) throw new Error('This is no envelope of this application.');
  const header = await read(file, 0, headerEnd);
  const tag = await read(file, end, tagBytes);
  return { header, encryptedDataKey: header.subarray(3, keyEnd), nonce: header.subarray(keyEnd), end, tag };
}

async function read(file, position, length) {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new Error('The envelope is cut short.');
  return buffer;
}

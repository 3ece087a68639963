import { type Aead, headerBytes } from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { contained } from './contained.ts';
import { declaredExecution } from './declared.ts';
import { newBytes } from './memory.ts';
import { misbehaved } from './misbehaved.ts';

/** Holds authenticated encryption to its contract: types, lengths, the header, no input given back. */
export function guardAead(who: string, aead: Aead): Aead {
  const { overheadBytes } = aead;
  return Object.freeze({
    execution: declaredExecution(who, aead.execution, ['seal', 'open']),
    ...(overheadBytes !== undefined && { overheadBytes }),
    seal: (header: Uint8Array, context: Uint8Array, plaintext: Uint8Array) => {
      const sealed = contained(who, () => aead.seal(header, context, plaintext));
      return sealed instanceof Uint8Array
        ? checkSealed(who, sealed, header, plaintext)
        : after(sealed, (bytes) => checkSealed(who, bytes, header, plaintext));
    },
    open: (ciphertext: Uint8Array, context: Uint8Array) => {
      const opened = contained(who, () => aead.open(ciphertext, context));
      return opened === undefined || opened instanceof Uint8Array
        ? checkOpened(who, opened, ciphertext)
        : after(opened, (bytes) => checkOpened(who, bytes, ciphertext));
    },
  });
}

function checkSealed(who: string, sealed: Uint8Array, header: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const bytes = newBytes(sealed, plaintext);
  if (bytes === undefined || bytes.length <= headerBytes + plaintext.length) {
    throw misbehaved(who, 'gave no ciphertext');
  }
  for (let index = 0; index < headerBytes; index += 1) {
    if (bytes[index] !== header[index]) throw misbehaved(who, 'changed the header of a ciphertext');
  }
  return bytes;
}

function checkOpened(who: string, opened: Uint8Array | undefined, ciphertext: Uint8Array): Uint8Array | undefined {
  if (opened === undefined) return undefined;
  const bytes = newBytes(opened, ciphertext);
  if (bytes === undefined || bytes.length >= ciphertext.length) throw misbehaved(who, 'gave no plaintext');
  return bytes;
}

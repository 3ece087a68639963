import {
  type Aead,
  type Algorithm,
  headerBytes,
  type LoadContext,
  type LoadedKey,
  SecretBytes,
} from '@chatelaine/core';
import { after } from '../pipeline/after.ts';
import { contained } from './contained.ts';
import { misbehaved } from './misbehaved.ts';

/** Holds an algorithm to what it promised: types, lengths, the header, no input given back. */
export function guardAlgorithm(algorithm: Algorithm): Algorithm {
  const who = `The algorithm ${algorithm.keySpec}`;
  const secret = (value: SecretBytes): SecretBytes => {
    if (!SecretBytes.is(value) || value.length === 0) throw misbehaved(who, 'gave no secret bytes');
    return value;
  };
  return Object.freeze({
    keySpec: algorithm.keySpec,
    usages: Object.freeze<Algorithm['usages']>([...algorithm.usages]),
    suites: Object.freeze([...algorithm.suites]),
    execution: algorithm.execution,
    algorithmNames: algorithm.algorithmNames,
    materialForm: algorithm.materialForm,
    provider: Object.freeze({ name: algorithm.provider.name, timing: algorithm.provider.timing }),
    generate: () =>
      after(
        contained(who, () => algorithm.generate()),
        secret,
      ),
    parse: (material: SecretBytes) =>
      after(
        contained(who, () => algorithm.parse(material)),
        secret,
      ),
    load: (material: SecretBytes, context: LoadContext) =>
      after(
        contained(who, () => algorithm.load(material, context)),
        (loaded) => guardLoadedKey(who, loaded),
      ),
    ...(algorithm.publicKey !== undefined && { publicKey: algorithm.publicKey.bind(algorithm) }),
    ...(algorithm.verifier !== undefined && { verifier: algorithm.verifier.bind(algorithm) }),
    ...(algorithm.dataKeyPair !== undefined && { dataKeyPair: algorithm.dataKeyPair }),
  });
}

function guardLoadedKey(who: string, loaded: LoadedKey): LoadedKey {
  if (typeof loaded !== 'object' || loaded === null || typeof loaded.dispose !== 'function') {
    throw misbehaved(who, 'loaded no key');
  }
  const { aead, publicEncryption, signer, mac } = loaded;
  return {
    ...(aead && { aead: guardAead(who, aead) }),
    ...(publicEncryption && { publicEncryption }),
    ...(signer && { signer }),
    ...(mac && { mac }),
    dispose: () => loaded.dispose(),
  };
}

function guardAead(who: string, aead: Aead): Aead {
  const { overheadBytes, execution } = aead;
  return {
    execution,
    ...(overheadBytes !== undefined && { overheadBytes }),
    seal: (header, context, plaintext) => {
      const sealed = contained(who, () => aead.seal(header, context, plaintext));
      return sealed instanceof Uint8Array
        ? checkSealed(who, sealed, header, plaintext)
        : after(sealed, (bytes) => checkSealed(who, bytes, header, plaintext));
    },
    open: (ciphertext, context) => {
      const opened = contained(who, () => aead.open(ciphertext, context));
      return opened === undefined || opened instanceof Uint8Array
        ? checkOpened(who, opened, ciphertext)
        : after(opened, (bytes) => checkOpened(who, bytes, ciphertext));
    },
  };
}

function checkSealed(who: string, sealed: Uint8Array, header: Uint8Array, plaintext: Uint8Array): Uint8Array {
  if (!(sealed instanceof Uint8Array) || sealed.length <= headerBytes + plaintext.length || sealed === plaintext) {
    throw misbehaved(who, 'gave no ciphertext');
  }
  for (let index = 0; index < headerBytes; index += 1) {
    if (sealed[index] !== header[index]) throw misbehaved(who, 'changed the header of a ciphertext');
  }
  return alone(sealed);
}

function checkOpened(who: string, opened: Uint8Array | undefined, ciphertext: Uint8Array): Uint8Array | undefined {
  if (opened === undefined) return undefined;
  if (!(opened instanceof Uint8Array) || opened.length >= ciphertext.length || overlaps(opened, ciphertext)) {
    throw misbehaved(who, 'gave no plaintext');
  }
  return alone(opened);
}

// What stands in a shared pool of the runtime would give the caller its neighbours too.
function alone(bytes: Uint8Array): Uint8Array {
  return bytes.buffer.byteLength === bytes.length ? bytes : new Uint8Array(bytes);
}

// Two small buffers of Node may lie in one pool without sharing a byte.
function overlaps(one: Uint8Array, other: Uint8Array): boolean {
  if (one.buffer !== other.buffer) return false;
  return one.byteOffset < other.byteOffset + other.length && other.byteOffset < one.byteOffset + one.length;
}

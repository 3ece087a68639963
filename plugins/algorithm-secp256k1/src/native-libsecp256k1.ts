import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { VaultError } from '@chatelaine/core';
import type { Libsecp256k1 } from './libsecp256k1.ts';

/** What is used of `bindings.js` in the package `secp256k1`. */
interface Binding {
  contextRandomize(seed: Uint8Array): void;
  publicKeyCreate(scalar: Uint8Array, compressed: boolean): Uint8Array;
  publicKeyVerify(point: Uint8Array): boolean;
  ecdsaSign(
    digest: Uint8Array,
    scalar: Uint8Array,
    options: { readonly data: Uint8Array | undefined },
  ): { readonly signature: Uint8Array };
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, point: Uint8Array): boolean;
}

const methods = ['contextRandomize', 'publicKeyCreate', 'publicKeyVerify', 'ecdsaSign', 'ecdsaVerify'] as const;

const require = createRequire(import.meta.url);

/**
 * libsecp256k1 as the package `secp256k1` has compiled it; throws where it can't be loaded. Never the index of the
 * package, which falls back to `elliptic` without a word: JavaScript that is not constant time.
 *
 * @throws VaultError `InvalidPlugin` if what is installed is something else.
 */
export function loadNative(): Libsecp256k1 {
  const binding: unknown = require('secp256k1/bindings.js');
  if (!isBinding(binding)) {
    throw new VaultError('InvalidPlugin', 'The installed package secp256k1 is not the one that is needed: take 5.0.2.');
  }
  // Blinds what the library does with secrets.
  binding.contextRandomize(randomBytes(32));
  return {
    pointOf: (scalar) => binding.publicKeyCreate(scalar, false),
    isPoint: (point) => binding.publicKeyVerify(point),
    sign: (digest, scalar, entropy) => binding.ecdsaSign(digest, scalar, { data: entropy }).signature,
    verify: (digest, point, signature) => binding.ecdsaVerify(signature, digest, point),
  };
}

/** The version of the package that `loadNative` loads. */
export function nativeVersion(): string {
  const manifest: unknown = require('secp256k1/package.json');
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known ? String(manifest.version) : 'of an unknown version';
}

function isBinding(value: unknown): value is Binding {
  if (typeof value !== 'object' || value === null) return false;
  return methods.every((name) => typeof Reflect.get(value, name) === 'function');
}

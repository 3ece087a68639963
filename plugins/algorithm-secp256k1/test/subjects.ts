import {
  type Algorithm,
  type LoadContext,
  type LoadedKey,
  type PluginHost,
  SecretBytes,
  type Signer,
} from '@chatelaine/core';
import { type ProviderName, secp256k1, type Secp256k1Options } from '../src/index.ts';

/** Where the package `secp256k1` brings its native library along. */
const prebuilt = ['darwin-arm64', 'linux-x64', 'win32-x64'];

export const hasNative: boolean = prebuilt.includes(`${process.platform}-${process.arch}`);

/** The providers that this machine must have. */
export const providerNames: readonly ProviderName[] = hasNative ? ['native', 'wasm', 'node'] : ['wasm', 'node'];

/** What the plugin registers with a host that takes algorithms only. */
export async function registered(options?: Secp256k1Options): Promise<Algorithm> {
  const algorithms: Algorithm[] = [];
  const host = { algorithm: (algorithm: Algorithm) => algorithms.push(algorithm) };
  await secp256k1(options).setup(host as unknown as PluginHost);
  const [algorithm, ...others] = algorithms;
  if (algorithm === undefined || others.length > 0) throw new Error('The plugin registers one algorithm.');
  return algorithm;
}

const context = { keyId: '', keyVersion: 1, derive: () => new Uint8Array() } as unknown as LoadContext;

/** Loads material, of which the caller keeps its copy. */
export async function signerOf(
  algorithm: Algorithm,
  material: Uint8Array,
): Promise<LoadedKey & { readonly signer: Signer }> {
  const loaded = await algorithm.load(SecretBytes.take(new Uint8Array(material)), context);
  const { signer } = loaded;
  if (signer === undefined) throw new Error('The key does not sign.');
  return { signer, dispose: () => loaded.dispose() };
}

/** New material of an algorithm, with its public key. */
export async function newKey(
  algorithm: Algorithm,
): Promise<{ readonly material: Uint8Array; readonly publicKey: Uint8Array }> {
  const secret = await algorithm.generate();
  const publicKey = await algorithm.publicKey?.(secret);
  if (publicKey === undefined) throw new Error('The algorithm gives no public key.');
  return { material: secret.use((bytes) => new Uint8Array(bytes)), publicKey };
}

/** The private value in canonical material, which ends with it, 6 bytes of tags and lengths, and the point without its 04. */
export function scalarIn(material: Uint8Array): Uint8Array {
  return material.slice(-32 - 70, -70);
}

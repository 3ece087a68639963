import type { KeyId } from '../identifiers/key-id.ts';
import type { KeySpec, KeyUsage } from '../keys/key-vocabulary.ts';
import type { KeyVersion } from '../keys/key-version.ts';
import type { SecretBytes } from '../secret-bytes.ts';

/**
 * One key spec: how its material is made and checked, and what can be done with it.
 *
 * An algorithm sees the material of its own keys and nothing else: no store, no policy, no other key. Its methods
 * return a value or a promise; the vault awaits only promises, so cheap work should return values. Work of more than
 * about 0.2 ms belongs into the thread pool; capabilities say of each of their methods where it runs, so that the vault
 * can bound what waits for the pool.
 *
 * What it declares never changes, and its lists and maps are frozen.
 *
 * Ownership: the vault owns the header of a ciphertext (format ‖ suite ‖ purpose ‖ key id ‖ key version, 23 bytes),
 * the encoding of the encryption context, and the check of the purpose. An algorithm owns the body that follows.
 * Inputs must not be changed and not be kept.
 */
export interface Algorithm {
  readonly keySpec: KeySpec;
  /** What keys of this spec can be created for; the first is the default. */
  readonly usages: readonly [KeyUsage, ...KeyUsage[]];
  /**
   * The suite numbers (1–255) that its ciphertexts carry, for a spec with `aead`; the first is used for new ones,
   * all can be opened. Numbers are scoped by the key spec, so they need no registry. Empty without `aead`.
   */
  readonly suites: readonly number[];
  /**
   * The names of what its keys can be used with, by usage, the default first: encryption algorithms (those that only
   * decrypt last), signing algorithms, the MAC algorithm. Every usage has its list, and loaded keys have these names.
   */
  readonly algorithmNames: Readonly<Partial<Record<KeyUsage, readonly [string, ...string[]]>>>;
  /** What canonical material is: the bytes of a key or a seed, or the DER of a PKCS #8 PrivateKeyInfo (RFC 5958 §2). */
  readonly materialForm: 'raw' | 'pkcs8';
  /** The primitive underneath, as it was chosen when the plugin was set up. */
  readonly provider: AlgorithmProvider;
  /** Where `generate`, and the making of data-key pairs, runs. */
  readonly execution: Execution;

  /** New material in canonical form. */
  generate(): SecretBytes | Promise<SecretBytes>;

  /**
   * Checks material from outside, or from the store, and gives it in canonical form as a new `SecretBytes`.
   * Material in canonical form stays as it is.
   *
   * @throws VaultError `InvalidArgument` unless it is well-formed material of this spec. The message tells no byte of it.
   */
  parse(material: SecretBytes): SecretBytes | Promise<SecretBytes>;

  /** The public half as DER of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), for asymmetric specs. */
  publicKey?(material: SecretBytes): Uint8Array | Promise<Uint8Array>;

  /**
   * Prepares a public key of this spec for verification, for specs that sign: what `publicKey` gives, or what others made.
   *
   * @throws VaultError `InvalidArgument` unless it is the DER of a SubjectPublicKeyInfo of this spec in its one encoding.
   */
  verifier?(publicKey: Uint8Array): Verifier | Promise<Verifier>;

  /** Makes key pairs of this spec for callers to keep, for specs that data-key pairs can be of. */
  readonly dataKeyPair?: DataKeyPairMaker;

  /**
   * Prepares canonical material for use; called once for each cached key version. Keep what the primitive needs (a
   * `KeyObject`, a parsed scalar), not `material`, which is disposed when the call is over.
   */
  load(material: SecretBytes, context: LoadContext): LoadedKey | Promise<LoadedKey>;

  /**
   * Throws away random bytes that were drawn ahead: another process, resumed from the same image, may hold them too. All loaded keys are
   * disposed besides. Absent: there are none. Whoever draws such bytes passes them through `mixed`.
   */
  reseed?(): void;
}

/** Where work is done: on the calling thread, or in a pool of threads. Work in the pool is a promise. */
export type Execution = 'inline' | 'pool';

/** The implementation of the primitives that an algorithm uses. */
export interface AlgorithmProvider {
  /** For people, with its version, such as `node:crypto (OpenSSL 3.0.19)`: 1–128 printable ASCII characters. */
  readonly name: string;
  /**
   * `constant-time`: the implementation is written so that its time does not depend on secrets.
   * `best-effort`: it tries, in a language whose compiler or runtime promises nothing.
   */
  readonly timing: 'constant-time' | 'best-effort';
}

/** Makes key pairs that leave the vault, which no key of the vault ever does. */
export interface DataKeyPairMaker {
  /** A new pair. `privateKey` is the DER of a PKCS #8 PrivateKeyInfo, `publicKey` that of a SubjectPublicKeyInfo. */
  generate(): DataKeyPair | Promise<DataKeyPair>;
}

export interface DataKeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: SecretBytes;
}

/** What an algorithm is told of the key that it loads. */
export interface LoadContext {
  readonly keyId: KeyId;
  readonly keyVersion: KeyVersion;
  /**
   * HKDF-SHA-256 (RFC 5869) of this version's material: `salt` as given, info = "chatelaine/v1" ‖ `header`, where
   * `header` is the 23 bytes at the start of the ciphertext. Gives 1–255 × 32 bytes that the caller overwrites
   * after use. May be called as long as the loaded key lives.
   */
  derive(header: Uint8Array, salt: Uint8Array, length: number): Uint8Array;
}

/** A key version that is ready for use. Its capabilities say what it can do; there is no method that may answer "not supported". */
export interface LoadedKey {
  readonly aead?: Aead;
  readonly publicEncryption?: PublicEncryption;
  readonly signer?: Signer;
  readonly mac?: Mac;
  /** Lets go of the key as far as the runtime allows. Nothing is called afterwards. */
  dispose(): void;
}

/** Authenticated encryption with associated data. */
export interface Aead {
  readonly execution: Readonly<Record<'seal' | 'open', Execution>>;
  /**
   * How many bytes longer the body is than the plaintext, if that is the same for every plaintext; keys whose ciphertexts
   * are of other lengths can't encrypt streams.
   */
  readonly overheadBytes?: number;

  /**
   * Encrypts. Returns one new array, alone in its `ArrayBuffer`: `header` unchanged, then the body. The header and `context` are authenticated.
   * Nonces are the algorithm's own; no caller can give one. The same call twice gives different bodies.
   *
   * @param header 23 bytes: format ‖ suite ‖ purpose ‖ key id ‖ key version.
   * @param context The canonical encoding of the encryption context; 2 bytes at least.
   */
  seal(header: Uint8Array, context: Uint8Array, plaintext: Uint8Array): Uint8Array | Promise<Uint8Array>;

  /**
   * Decrypts what `seal` returned, into a new array, alone in its `ArrayBuffer`. A ciphertext opens under one key only (key commitment).
   *
   * @returns `undefined` if it is not authentic, whatever the reason; one answer for all.
   */
  open(ciphertext: Uint8Array, context: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** Encryption to a public key. Ciphertexts are bare blocks without a header: holders of the public key can make them. */
export interface PublicEncryption {
  readonly execution: Readonly<Record<'encrypt' | 'decrypt', Execution>>;
  /** The names of the encryption algorithms that it encrypts with, the default first. */
  readonly encryptionAlgorithms: readonly [string, ...string[]];
  /** Names that it decrypts only. */
  readonly decryptionOnlyAlgorithms: readonly string[];
  /** Longest plaintext in bytes. */
  maximumPlaintext(algorithm: string): number;
  encrypt(algorithm: string, plaintext: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** `undefined` if it can't be decrypted, whatever the reason; one answer for all. */
  decrypt(algorithm: string, ciphertext: Uint8Array): Uint8Array | undefined | Promise<Uint8Array | undefined>;
}

/** Checks signatures; needs no secret. */
export interface Verifier {
  /** Of whole messages, and of digests where those are verified elsewhere. */
  readonly execution: Readonly<Record<'verify', Execution> & Partial<Record<'verifyDigest', Execution>>>;
  readonly signingAlgorithms: readonly [string, ...string[]];
  /** Length in bytes of the digest that `algorithm` signs, or `undefined` if it takes whole messages only. */
  digestLength(algorithm: string): number | undefined;
  /**
   * False for any signature that does not fit, malformed ones included.
   *
   * @throws VaultError `InvalidArgument` for an algorithm that it does not have, a message type that the algorithm does
   * not take, or a digest of another length.
   */
  verify(
    algorithm: string,
    messageType: 'RAW' | 'DIGEST',
    message: Uint8Array,
    signature: Uint8Array,
  ): boolean | Promise<boolean>;
}

/** Signatures. */
export interface Signer extends Verifier {
  readonly execution: Readonly<
    Record<'sign' | 'verify', Execution> & Partial<Record<'signDigest' | 'verifyDigest', Execution>>
  >;
  /** @throws VaultError `InvalidArgument` as `verify` does. */
  sign(algorithm: string, messageType: 'RAW' | 'DIGEST', message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Message authentication codes. The vault compares in constant time. */
export interface Mac {
  readonly execution: Readonly<Record<'generate', Execution>>;
  readonly macAlgorithm: string;
  generate(message: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Bytes of a ciphertext header: format(1) ‖ suite(1) ‖ purpose(1) ‖ key id(16) ‖ key version(4). */
export const headerBytes = 23;

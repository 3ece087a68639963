/** The name of a key spec, such as `AES_256`. Algorithms bring them, so the set is open. */
export type KeySpec = string;

const keySpec = /^[A-Z][A-Z0-9_]{1,31}$/;

/** True for text of the form of a key spec: 2–32 characters of `[A-Z0-9_]`, a letter first. */
export function isKeySpec(text: string): boolean {
  return keySpec.test(text);
}

const algorithmName = /^[A-Z][A-Z0-9_]{1,63}$/;

/** True for text of the form of an algorithm's name, such as `RSASSA_PSS_SHA_256`: 2–64 characters of `[A-Z0-9_]`, a letter first. */
export function isAlgorithmName(text: string): boolean {
  return algorithmName.test(text);
}

/** The one encryption algorithm of symmetric keys: whatever their key spec has for authenticated encryption. */
export const symmetricDefault = 'SYMMETRIC_DEFAULT';

/** What a message to sign is: the message itself, or its digest, made as the signing algorithm makes it. */
export const messageTypes = ['RAW', 'DIGEST'] as const;
export type MessageType = (typeof messageTypes)[number];

/** What a key is for; fixed when it is created. */
export const keyUsages = ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC'] as const;
export type KeyUsage = (typeof keyUsages)[number];

/** Where the key material comes from: made by the vault, or imported. */
export const keyOrigins = ['kms', 'external'] as const;
export type KeyOrigin = (typeof keyOrigins)[number];

/**
 * What a version of a key is good for. `CURRENT`: new ciphertexts are made with it. `DECRYPT_ONLY`: it was current before.
 * `BELOW_MINIMUM`: it was, and what was made with it is refused now. `STAGED`: it waits to become the current one.
 * `PENDING_IMPORT`: its material is not there, and is imported (again).
 */
export const keyVersionStates = ['CURRENT', 'DECRYPT_ONLY', 'BELOW_MINIMUM', 'STAGED', 'PENDING_IMPORT'] as const;
export type KeyVersionState = (typeof keyVersionStates)[number];

/** Where a key stands in its life. */
export const keyStates = ['ENABLED', 'DISABLED', 'PENDING_DELETION', 'PENDING_IMPORT'] as const;
export type KeyState = (typeof keyStates)[number];

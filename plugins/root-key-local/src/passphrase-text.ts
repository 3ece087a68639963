import { VaultError } from '@chatelaine/core';

/**
 * For new vaults, in characters. Whoever copies the store guesses at leisure, and only the cost of a guess slows
 * them: 12 random letters are 56 bits, out of reach at 128 MiB a guess; 8 are 38 bits, which are not.
 */
const minimumLength = 12;

export const maximumBytes = 1024;
const otherSpaces = /\p{Zs}/gu;
const controls = /\p{Cc}/u;

function unusable(why: string): VaultError {
  return new VaultError('RootKeyUnavailable', `The passphrase ${why}.`);
}

/**
 * Prepares a passphrase like the OpaqueString profile (RFC 8265 section 4.2): every space is U+0020, letters with
 * accents are composed (NFC), case counts. So the same keys on another system give the same bytes.
 *
 * @throws VaultError `RootKeyUnavailable` if it is empty, ill-formed, over 1,024 bytes of UTF-8, or holds control
 * characters; `InvalidConfiguration` if it is too short for a new vault.
 */
export function preparePassphrase(text: string, newVault: boolean): Uint8Array {
  if (text === '') throw unusable('is empty');
  if (!text.isWellFormed()) throw unusable('is not well-formed Unicode');
  if (controls.test(text)) throw unusable('holds control characters, such as a line break or a tab');
  const prepared = text.replace(otherSpaces, ' ').normalize('NFC');
  const length = Array.from(prepared).length;
  if (newVault && length < minimumLength) {
    throw new VaultError(
      'InvalidConfiguration',
      `The passphrase has ${length} characters; a new vault needs at least ${minimumLength}. Several random words do well.`,
    );
  }
  const bytes = new TextEncoder().encode(prepared);
  if (bytes.length <= maximumBytes) return bytes;
  bytes.fill(0);
  throw unusable(`is longer than ${maximumBytes} bytes of UTF-8`);
}

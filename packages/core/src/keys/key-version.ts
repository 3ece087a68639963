/**
 * The version of a key's material: promotion epoch (1 byte) ‖ sequence (3 bytes) as an unsigned 32-bit number.
 * The epoch rises when another region becomes primary, so versions made by two primaries never collide.
 */
export type KeyVersion = number;

/** The version of the material that a key is created with: `0.1`. */
export const firstKeyVersion: KeyVersion = 1;

const written = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,7})$/;

/** The version that `epoch.sequence` names; `undefined` for other text. */
export function parseKeyVersion(text: string): KeyVersion | undefined {
  const [, epoch, sequence] = written.exec(text)?.map(Number) ?? [];
  if (epoch === undefined || sequence === undefined || epoch > 0xff || sequence > 0xff_ff_ff) return undefined;
  return epoch * 0x1_00_00_00 + sequence;
}

/** As people read it: `epoch.sequence`. */
export function formatKeyVersion(version: KeyVersion): string {
  return `${version >>> 24}.${version & 0xff_ff_ff}`;
}

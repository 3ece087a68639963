/** DER of a value of up to 255 bytes (ITU-T X.690 §8.1.2, §10.1): tag ‖ shortest length ‖ contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  return concatenated(Uint8Array.from(length < 0x80 ? [tag, length] : [tag, 0x81, length]), ...contents);
}

/** A new array of its own memory. */
export function concatenated(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

export const tags = { integer: 0x02, bitString: 0x03, octetString: 0x04, sequence: 0x30, explicit: 0xa0 } as const;

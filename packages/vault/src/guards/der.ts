/** One element of DER: its tag, and where its content begins and ends. */
interface Element {
  readonly tag: number;
  readonly start: number;
  readonly end: number;
}

const [integer, bitString, octetString, sequence] = [0x02, 0x03, 0x04, 0x30];

/**
 * True for the DER of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), looked at from outside: a sequence of a sequence and a
 * bit string. So nothing of a private key passes for a public one, whatever the algorithm.
 */
export function isSubjectPublicKeyInfo(bytes: Uint8Array): boolean {
  const tags = membersOf(bytes);
  return tags !== undefined && tags.length === 2 && tags[0] === sequence && tags[1] === bitString;
}

/** True for the DER of a PKCS #8 PrivateKeyInfo (RFC 5958 §2), looked at from outside. */
export function isPrivateKeyInfo(bytes: Uint8Array): boolean {
  const tags = membersOf(bytes);
  return tags !== undefined && tags[0] === integer && tags[1] === sequence && tags[2] === octetString;
}

/** The tags of the members of the one sequence that the bytes are. */
function membersOf(bytes: Uint8Array): readonly number[] | undefined {
  const whole = elementAt(bytes, 0, bytes.length);
  if (whole?.tag !== sequence || whole.end !== bytes.length) return undefined;
  const tags: number[] = [];
  for (let at = whole.start; at < whole.end;) {
    const member = elementAt(bytes, at, whole.end);
    if (member === undefined) return undefined;
    tags.push(member.tag);
    at = member.end;
  }
  return tags;
}

function elementAt(bytes: Uint8Array, at: number, limit: number): Element | undefined {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || at + 2 > limit) return undefined;
  // 0x81 and 0x82: the length stands in the next one or two bytes. Keys are shorter than 65,536 bytes.
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  if (lengthBytes > 2 || first === 0x80) return undefined;
  const start = at + 2 + lengthBytes;
  let length = first;
  if (lengthBytes > 0) {
    length = 0;
    for (const byte of bytes.subarray(at + 2, start)) length = length * 256 + byte;
  }
  return start + length <= limit ? { tag, start, end: start + length } : undefined;
}

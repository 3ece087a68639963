const sequence = 0x30;
const longForm = 0x80;
/** Of the blocks that key wrap works on. */
const blockBytes = 8;

/**
 * The DER of a private key without zeros behind it, if they only fill its last block: some hardware (SoftHSM among it) pads what
 * it wraps, although RFC 5649 does so itself. Anything else stays as it is, for the algorithm to judge.
 */
export function withoutPadding(der: Uint8Array): Uint8Array {
  const end = endOf(der);
  if (end === undefined || end >= der.length || der.length - end >= blockBytes) return der;
  return der.subarray(end).every((byte) => byte === 0) ? der.subarray(0, end) : der;
}

/** Where the outermost sequence ends (X.690 section 8.1.3); `undefined` for what is none. */
function endOf(der: Uint8Array): number | undefined {
  const [tag, first = 0, ...rest] = der.subarray(0, 5);
  if (tag !== sequence) return undefined;
  if (first < longForm) return 2 + first;
  const count = first - longForm;
  if (count === 0 || count > 3) return undefined;
  return rest.slice(0, count).reduce((length, byte) => length * 256 + byte, 0) + 2 + count;
}

import type { AuditEvent } from '@chatelaine/core';

const maximumKnown = 4_096;
const maximumLength = 1_024;

type Member = string | undefined;

interface Known {
  readonly first: Member;
  readonly second: Member;
  readonly third: Member;
  /** Lines are ASCII, so bytes are characters. */
  readonly bytes: Uint8Array;
}

/**
 * The bytes of some members of an event. Events repeat each other, so it is remembered by the member that varies most,
 * and written anew when one of the others differs. Bounded: 4,096 parts of up to 1,024 bytes.
 */
export class LinePart {
  readonly #known = new Map<Member, Known>();
  readonly #write: (event: AuditEvent) => readonly string[];

  /** @param write the text in pieces; it may depend on nothing but the members that `of` is given */
  constructor(write: (event: AuditEvent) => readonly string[]) {
    this.#write = write;
  }

  /** @param varying the member that varies most; the others follow it */
  of(event: AuditEvent, varying: Member, first?: Member, second?: Member, third?: Member): Uint8Array {
    const known = this.#known.get(varying);
    if (known !== undefined && known.first === first && known.second === second && known.third === third) {
      return known.bytes;
    }
    const bytes = Buffer.from(this.#write(event).join(''), 'latin1');
    if (bytes.length <= maximumLength) {
      if (this.#known.size >= maximumKnown) this.#known.clear();
      this.#known.set(varying, { first, second, third, bytes });
    }
    return bytes;
  }
}

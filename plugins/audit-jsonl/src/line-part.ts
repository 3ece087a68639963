import type { AuditEvent } from '@chatelaine/core';

const maximumKnown = 4_096;
const maximumLength = 1_024;

type Member = string | undefined;

interface Known {
  readonly first: Member;
  readonly second: Member;
  readonly third: Member;
  readonly text: string;
}

/**
 * The text of some members of an event. Events repeat each other, so it is remembered by the member that varies most,
 * and written anew when one of the others differs. Bounded: 4,096 texts of up to 1,024 characters.
 */
export class LinePart {
  readonly #known = new Map<Member, Known>();
  readonly #write: (event: AuditEvent) => readonly string[];

  /** @param write the text in pieces; it may depend on nothing but the members that `of` is given */
  constructor(write: (event: AuditEvent) => readonly string[]) {
    this.#write = write;
  }

  /** @param varying the member that varies most; the others follow it */
  of(event: AuditEvent, varying: Member, first?: Member, second?: Member, third?: Member): string {
    const known = this.#known.get(varying);
    if (known !== undefined && known.first === first && known.second === second && known.third === third) {
      return known.text;
    }
    // Joined, not added: that gives one flat text and not a tree to be walked at each use.
    const text = this.#write(event).join('');
    if (text.length <= maximumLength) {
      if (this.#known.size >= maximumKnown) this.#known.clear();
      this.#known.set(varying, { first, second, third, text });
    }
    return text;
  }
}

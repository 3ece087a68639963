import type { Form } from '../form/form.ts';
import { parsedText } from '../form/text.ts';
import type { RuleTime } from '../policy-set.ts';
import { quote } from '../source/hidden-characters.ts';

const day = /^(\d{4})-(\d{2})-(\d{2})$/;
const instant = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const millisecondsOfDay = 86_400_000;
const form = 'a day, such as 2027-01-31, or a moment with its offset, such as 2027-01-31T17:30Z';

/** The start of a day that exists, in UTC. */
function startOfDay(text: string): number | undefined {
  if (!day.test(text)) return undefined;
  const at = Date.parse(`${text}T00:00:00Z`);
  // Some engines take February 30 for March 2.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? at : undefined;
}

function parse(text: string, isEnd: boolean): number | undefined {
  if (instant.test(text)) return startOfDay(text.slice(0, 10)) === undefined ? undefined : Date.parse(text);
  const start = startOfDay(text);
  return start === undefined || !isEnd ? start : start + millisecondsOfDay;
}

function ruleTime(isEnd: boolean): Form<RuleTime> {
  return parsedText(
    (text, offset, { report }, what) => {
      const at = parse(text, isEnd);
      if (at !== undefined) return { text, at };
      report(offset, 'invalid-value', `${what} must be ${form}; it is ${quote(text)}`);
      return undefined;
    },
    { type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2}))?$` },
  );
}

/** Milliseconds since 1970 of a moment that is written with its offset and exists, such as 2026-10-05T10:00:00Z. */
export function parseMoment(text: string): number | undefined {
  return instant.test(text) ? parse(text, false) : undefined;
}

/** A moment with its offset, alone. */
export const moment: Form<RuleTime> = parsedText(
  (text, offset, { report }, what) => {
    const at = parseMoment(text);
    if (at !== undefined) return { text, at };
    const example = 'a moment with its offset, such as 2026-10-05T10:00:00Z';
    report(offset, 'invalid-value', `${what} must be ${example}; it is ${quote(text)}`);
    return undefined;
  },
  { type: 'string', pattern: String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$` },
);

/** `from`: the first moment at which a rule holds; of a day, its start in UTC. */
export const fromTime: Form<RuleTime> = ruleTime(false);

/** `until`: the first moment at which it holds no longer; of a day, its end in UTC. */
export const untilTime: Form<RuleTime> = ruleTime(true);

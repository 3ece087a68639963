import type { Form } from '../form/form.ts';
import { suggestion } from '../form/near-name.ts';
import { parsedText } from '../form/text.ts';
import { quote } from '../source/hidden-characters.ts';

export const weekDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type WeekDay = (typeof weekDays)[number];

/** What the clock on the wall shows. */
export interface LocalTime {
  readonly day: WeekDay;
  /** Since midnight. */
  readonly minute: number;
}

const millisecondsOfMinute = 60_000;
/** The latest moment that a JavaScript date can hold. */
const lastMoment = 8.64e15;
const zoneName = /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

function isKnownZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The name of a time zone of the IANA database, in its own upper and lower case. */
export const timeZone: Form<string> = parsedText(
  (written, offset, { report }) => {
    const zones = Intl.supportedValuesOf('timeZone');
    const sameLetters = zones.find((zone) => zone.toLowerCase() === written.toLowerCase());
    const isSpelledRight = sameLetters === undefined || sameLetters === written;
    if (zoneName.test(written) && isKnownZone(written) && isSpelledRight) return written;
    const near = suggestion(written, [...zones, 'UTC']) || '; zones have names such as Europe/Berlin, or UTC';
    report(offset, 'unknown-name', `${quote(written)} is no time zone${near}`);
    return undefined;
  },
  { type: 'string', pattern: zoneName.source },
);

/**
 * Tells the time in a zone; `undefined` for what is no moment. The last minute is kept, since asking `Intl` takes
 * microseconds: within one minute of UTC the minute of every zone stays the same.
 */
export function localTimes(zone: string): (now: number) => LocalTime | undefined {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  let keptMinute = Number.NaN;
  let kept: LocalTime | undefined;
  return (now) => {
    if (typeof now !== 'number' || !(Math.abs(now) <= lastMoment)) return undefined;
    const minute = Math.floor(now / millisecondsOfMinute);
    if (minute !== keptMinute) {
      kept = read(format.formatToParts(minute * millisecondsOfMinute));
      keptMinute = minute;
    }
    return kept;
  };
}

function read(parts: readonly Intl.DateTimeFormatPart[]): LocalTime | undefined {
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  const day = weekDays.find((each) => each === part('weekday').toLowerCase());
  const minute = Number(part('hour')) * 60 + Number(part('minute'));
  return day === undefined || Number.isNaN(minute) ? undefined : { day, minute };
}

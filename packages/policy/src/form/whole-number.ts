import { quote } from '../source/hidden-characters.ts';
import type { Form } from './form.ts';
import { anyText, readText } from './text.ts';

const digits = /^(?:0|[1-9][0-9]{0,14})$/;

/** A whole number in decimal digits; no sign, no exponent, no leading zero. */
export function wholeNumber(minimum: number, maximum: number): Form<number> {
  return {
    read(node, what, reading) {
      const written = readText(node, what, anyText, reading);
      if (written === undefined) return undefined;
      const value = digits.test(written) ? Number(written) : Number.NaN;
      if (value >= minimum && value <= maximum) return value;
      const range = `${minimum.toLocaleString('en')}–${maximum.toLocaleString('en')}`;
      reading.report(
        node.offset,
        'invalid-value',
        `${what} must be a whole number of ${range}; it is ${quote(written)}`,
      );
      return undefined;
    },
    schema: () => ({ type: 'integer', minimum, maximum }),
  };
}

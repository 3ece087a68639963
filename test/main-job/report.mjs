import { styleText } from 'node:util';
import { VaultError } from '@chatelaine/core';

const labelWidth = 24;

/** Prints one line for each step, and counts them. */
export class Report {
  steps = 0;

  title(text) {
    console.log(style('bold', text));
  }

  section(text) {
    console.log(`\n${style('bold', text)}`);
  }

  end(text) {
    console.log(`\n${text}`);
  }

  /**
   * Runs a step and gives its result. `run` gets a function that tells the fact worth printing. A step that rejects does
   * not hold: that ends the job.
   */
  async step(claim, run) {
    let fact = '';
    try {
      const result = await run((text) => {
        fact = text;
      });
      this.steps += 1;
      console.log(line(style('green', '✓'), claim, fact));
      return result;
    } catch (error) {
      console.log(line(style('red', '✗'), claim, described(error)));
      throw new StepFailed(claim, { cause: error });
    }
  }
}

/** A step does not hold; its line is printed already. */
export class StepFailed extends Error {}

function style(format, text) {
  return process.stdout.isTTY && process.stdout.hasColors() ? styleText(format, text) : text;
}

function line(mark, claim, text) {
  return `  ${mark} ${claim.padEnd(labelWidth)}${text.replaceAll('\n', `\n${' '.repeat(labelWidth + 4)}`)}`;
}

function described(error) {
  return VaultError.is(error) ? `${error.code}: ${error.message}` : error.message;
}

import { printable } from '@flightline/core/events';
import { type LineSink, type LogLine, MAX_ABOVE, MAX_PART, PART_OVERLAP } from './line';

/** Cuts text into lines, all of which the sink gets. For what is not UTF-8, and for lines that somebody has split. */
export class TextLines {
  private rest = '';
  private number = 1;
  private readonly history: LogLine[] = [];

  /**
   * @param at where the text begins in the file
   * @param width bytes of a UTF-16 code unit in it
   */
  constructor(
    private readonly sink: LineSink,
    private at: number,
    private readonly width: number,
  ) {}

  push(text: string): void {
    this.rest += text;
    let start = 0;
    for (let end = this.rest.indexOf('\n'); end !== -1; end = this.rest.indexOf('\n', start)) {
      this.handOn(this.rest.slice(start, end), start);
      this.number += 1;
      start = end + 1;
    }
    while (this.rest.length - start > MAX_PART + PART_OVERLAP) {
      this.handOn(this.rest.slice(start, start + MAX_PART), start);
      start += MAX_PART - PART_OVERLAP;
    }
    this.rest = this.rest.slice(start);
    this.at += start * this.width;
  }

  end(): void {
    if (this.rest !== '') this.handOn(this.rest, 0);
  }

  private handOn(line: string, from: number): void {
    let start = from;
    const states = line.split('\r');
    const said = states.filter((state) => state !== '');
    for (const state of states) {
      const isSaid = state !== '' || (said.length === 0 && start === from);
      if (isSaid) this.tell(state, start);
      start += state.length + 1;
    }
  }

  private tell(text: string, start: number): void {
    const offset = this.at + start * this.width;
    const line = { number: this.number, offset, text: printable(text) };
    this.sink.push(line, (count) => this.history.slice(-count));
    this.history.push(line);
    if (this.history.length > MAX_ABOVE) this.history.shift();
  }
}

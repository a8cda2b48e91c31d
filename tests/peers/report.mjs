// What was checked and how it ended: lines for people, a JUnit file for the count.
import { writeFileSync } from 'node:fs';

const escaped = (text) => String(text).replace(/[<>&"]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[^\x20-\x7e\n]/g, '?');

export class Report {
  results = [];

  /** Runs `check`; a thrown error is a failure with its message. */
  async run(name, check) {
    const start = Date.now();
    let problem = '';
    try { await check(); } catch (error) { problem = error.message || String(error); }
    this.results.push({ name, problem, seconds: (Date.now() - start) / 1000 });
    console.log(problem ? `FAILED  ${name}: ${problem}` : `ok      ${name}`);
  }

  skip(name, reason) {
    this.results.push({ name, problem: '', seconds: 0, reason });
    console.log(`NOT RUN: ${reason}`);
  }

  get failed() { return this.results.filter(({ problem }) => problem).length; }
  get skipped() { return this.results.filter(({ reason }) => reason).length; }

  writeJunit(file) {
    const cases = this.results.map(({ name, problem, seconds, reason }) => {
      const failure = problem ? `<failure message="${escaped(problem)}"/>` : '';
      const skipped = reason ? `<skipped message="NOT RUN: ${escaped(reason)}"/>` : '';
      return `  <testcase classname="peers" name="${escaped(name)}" time="${seconds}">${failure}${skipped}</testcase>\n`;
    });
    const counts = `tests="${cases.length}" failures="${this.failed}" errors="0" skipped="${this.skipped}"`;
    writeFileSync(file, `<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="peers" ${counts}>\n${cases.join('')}</testsuite>\n`);
  }
}

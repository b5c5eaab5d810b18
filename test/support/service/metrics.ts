/** A service's metrics at one moment. */
export class MetricsReading {
  private constructor(readonly text: string) {}

  static async of(url: string): Promise<MetricsReading> {
    const answer = await fetch(`${url}/metrics`);
    if (answer.status !== 200) throw new Error(`No metrics: ${answer.status}`);
    return new MetricsReading(await answer.text());
  }

  /** The sum over all series of a metric that carry these labels; 0 without any. */
  value(name: string, labels: Readonly<Record<string, string | number>> = {}): number {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
    return this.lines(name)
      .filter((line) => wanted.every((part) => line.includes(part)))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  }

  lines(name: string): string[] {
    return this.text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  }
}

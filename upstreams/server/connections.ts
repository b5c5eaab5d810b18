/** The connections of a service to its database: so many at once, the others wait in line. */
export class Connections {
  private taken = 0;
  private readonly line: (() => void)[] = [];

  constructor(private readonly most: number) {}

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.taken >= this.most) await new Promise<void>((resolve) => this.line.push(resolve));
    else this.taken++;
    try {
      return await work();
    } finally {
      const next = this.line.shift();
      if (next) next();
      else this.taken--;
    }
  }
}

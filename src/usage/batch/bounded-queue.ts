/** What one loop hands to another, at most `capacity` of it at a time: `push` waits for room, `next` for something. */
export class BoundedQueue<T> {
  private readonly items: T[] = [];
  private closed = false;
  private wakeReader: () => void = () => undefined;
  private wakeWriter: () => void = () => undefined;

  constructor(private readonly capacity: number) {}

  /** Resolves when there is room for one more; false when nobody takes anything any more. */
  async push(item: T): Promise<boolean> {
    this.items.push(item);
    this.wakeReader();
    while (this.items.length >= this.capacity && !this.closed) {
      await new Promise<void>((resolve) => (this.wakeWriter = resolve));
    }
    return !this.closed;
  }

  /** The oldest item, or null when it is closed and empty. */
  async next(): Promise<T | null> {
    while (this.items.length === 0 && !this.closed) {
      await new Promise<void>((resolve) => (this.wakeReader = resolve));
    }
    const item = this.items.shift() ?? null;
    this.wakeWriter();
    return item;
  }

  /** From either side: no more comes in, and what is there can still be taken. */
  close(): void {
    this.closed = true;
    this.wakeReader();
    this.wakeWriter();
  }
}

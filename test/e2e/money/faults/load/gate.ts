/** Callers wait here while it is closed. */
export class Gate {
  private letThrough: (() => void) | null = null;
  private opened = this.newTurn();

  /** Resolves when the gate is open. */
  passed(): Promise<void> {
    return this.opened;
  }

  open(): void {
    this.letThrough?.();
    this.letThrough = null;
  }

  close(): void {
    if (this.letThrough === null) this.opened = this.newTurn();
  }

  private newTurn(): Promise<void> {
    return new Promise((resolve) => (this.letThrough = resolve));
  }
}

// How late a timer of 1 ms rings while something goes on.
export class LoopDelays {
  readonly lateMs: number[] = [];

  async during<T>(work: () => Promise<T>): Promise<T> {
    let dueMs = performance.now() + 1;
    const timer = setInterval(() => {
      this.lateMs.push(Math.max(0, performance.now() - dueMs));
      dueMs = performance.now() + 1;
    }, 1);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }
}

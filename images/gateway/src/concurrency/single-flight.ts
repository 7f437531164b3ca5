/** Lets those who ask for the same thing while it is on its way share one answer. Keeps nothing once it has arrived. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Promise<T>>();

  /** The answer that is on its way for the key; where none is, the one that `start` fetches. */
  share(key: string, start: () => Promise<T>): Promise<T> {
    const flying = this.flights.get(key);
    if (flying) return flying;
    const flight = start().finally(() => {
      this.flights.delete(key);
    });
    this.flights.set(key, flight);
    return flight;
  }
}

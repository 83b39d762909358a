/** An error as the service answers it. */
export class FakeError {
  constructor(
    readonly code: string,
    readonly message: string,
    readonly status = 200,
  ) {}
}

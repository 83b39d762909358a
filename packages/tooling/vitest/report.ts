import { JsonReporter, type SerializedError, type TestModule } from 'vitest/node';

/** An error that no test caught, for example one of a socket after its test ended. vitest adds the test that ran at the time. */
type Unhandled = SerializedError & { VITEST_TEST_PATH?: string; VITEST_TEST_NAME?: string };

/** The JSON report of vitest, with the errors that no test caught. vitest itself only logs them and ends with status 1. */
export class Report extends JsonReporter {
  private unhandled: readonly Unhandled[] = [];

  override async onTestRunEnd(
    modules: readonly TestModule[],
    unhandled: readonly SerializedError[] = [],
  ): Promise<void> {
    this.unhandled = unhandled;
    await super.onTestRunEnd(modules);
  }

  override async writeReport(report: string): Promise<void> {
    const unhandledErrors = this.unhandled.map(
      ({ stack, message, VITEST_TEST_PATH: file, VITEST_TEST_NAME: test }) => ({
        message: stack ?? message,
        ...{ file, test },
      }),
    );
    await super.writeReport(JSON.stringify({ ...JSON.parse(report), unhandledErrors }));
  }
}

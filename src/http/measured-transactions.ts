import type { Repository } from '../repository/repository.ts';
import type { Metrics } from './metrics.ts';

/** The repository's transactions, which tell the metrics what they stored once it is committed. */
export function measuredTransactions(repository: Repository, metrics: Metrics): Repository['transaction'] {
  return async (work, options) => {
    let told: (() => void)[] = [];
    const result = await repository.transaction((transaction) => {
      // A transaction that is tried again starts anew.
      told = [];
      return work({
        ...transaction,
        insertSubmission(submission) {
          told.push(() => metrics.submission(submission.outcome));
          return transaction.insertSubmission(submission);
        },
        replaceRows(rows) {
          for (const { result } of rows) {
            for (const [table, list] of Object.entries(result.rows)) {
              if (list.length > 0) told.push(() => metrics.rows(result.register, table, list.length));
            }
          }
          return transaction.replaceRows(rows);
        },
      });
    }, options);
    for (const tell of told) tell();
    return result;
  };
}

import type { Repository } from '../repository/repository.ts';

/** What the reading routes need of the repository; every function takes the view that it is read through. */
export type Reads = Pick<
  Repository,
  'readResource' | 'readVersion' | 'search' | 'resolveAlias' | 'clientIds' | 'readReceipt'
>;

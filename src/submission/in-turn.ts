import AsyncLock from 'async-lock';
import type { Graph } from './node.ts';

/** A submission about more people and contacts than this does not wait: the database keeps its vårdgivare's others away. */
const MANY = 64;

/**
 * Lets submissions of this process that are about the same person or contact come one after another: they would meet in the database, where all but
 * one would have to be computed again. What other processes do at the same time is still met there, so that nothing depends on this.
 */
export function createTurns() {
  const turns = new AsyncLock({ maxPending: Infinity });
  return function inTurn<T>(vardgivare: string, graph: Graph, work: () => Promise<T>): Promise<T> {
    const names = new Set<string>();
    for (const { type, role, keys } of graph.nodes)
      if (role === 'patient' || role === 'contact')
        for (const { kind, value } of keys) names.add(`${vardgivare} ${type} ${kind} ${value}`);
    if (names.size === 0 || names.size > MANY) return work();
    // In one order, so that no two wait for each other.
    return turns.acquire([...names].sort(), work);
  };
}

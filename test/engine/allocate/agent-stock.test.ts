import { describe, expect, it } from 'vitest';
import { AgentStock } from '../../../engine/allocate/agents/agent-stock.ts';
import { bundle } from '../../support/allocate/resource-words.ts';

describe('conversions of what is free on an agent that owes', () => {
  /** A task has 2 cpus that the agent doesn't have any more. */
  function owing(): AgentStock {
    const stock = new AgentStock(bundle('cpus:2; cpus(a):4'));
    stock.take(bundle('cpus:2'));
    stock.setTotal(bundle('cpus(a):4'));
    return stock;
  }

  it('pay with what they free', () => {
    const stock = owing();
    expect(stock.free).toEqual(bundle('cpus(a):2'));
    const free = { before: bundle('cpus(a):4'), after: bundle('cpus:4') };
    const keep = { before: bundle('cpus:1'), after: bundle('cpus(b):1') };
    expect(stock.convertFree([free, keep])).toBe(true);
    expect(stock.free).toEqual(bundle('cpus:1; cpus(b):1'));
    expect(stock.owed).toEqual([]);
  });

  it('do nothing at all when what one of them needs was owed', () => {
    const stock = owing();
    const free = { before: bundle('cpus(a):4'), after: bundle('cpus:4') };
    const keep = { before: bundle('cpus:3'), after: bundle('cpus(b):3') };
    expect(stock.convertFree([free, keep])).toBe(false);
    expect(stock.total).toEqual(bundle('cpus(a):4'));
    expect(stock.free).toEqual(bundle('cpus(a):2'));
    expect(stock.owed).toEqual([bundle('cpus:2')]);
  });
});

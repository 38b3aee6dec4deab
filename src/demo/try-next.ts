export interface TryNext {
  url: string;
  /** Address of a receipt of the client `cosmic-demo`. */
  receiptUrl: string | undefined;
  data?: string;
  port?: number;
}

/** Lines that work as pasted into another terminal in the same folder. */
export function tryNext({ url, receiptUrl, data, port }: TryNext): string {
  const settings = `${data === undefined ? '' : `SLUSS_DATA=${quote(data)} `}${port === undefined ? '' : `PORT=${port} `}`;
  const authorization = `-H "Authorization: Bearer $(${settings}npx sluss token cosmic-demo)"`;
  return `
The gateway serves on. Try, in another terminal in this folder:

  curl -s "${url}/Encounter?status=finished&_count=2" ${authorization}

  curl -s ${receiptUrl ?? `${url}/metadata`} ${authorization}

  curl -s ${url} ${authorization} -H 'Content-Type: application/fhir+json' --data-binary @docs/examples/outpatient-visit.json

They read what the vendor sent, the receipt of one of its bundles, and send one more. Ctrl-C stops the gateway; the data stays.`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

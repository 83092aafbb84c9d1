/** One way of not keeping the protocol. */
export type Fault =
  | 'html-type'
  | 'latin-1'
  | 'range-served'
  | 'cut-off'
  | 'no-list'
  | 'no-list-on-page-2'
  | 'hangs'
  | 'no-context'
  | 'no-collection-type'
  | 'numeric-id'
  | 'untyped'
  | 'published-yesterday'
  | 'objectless'
  | 'id-twice'
  | 'newest-first'
  | 'added-at-the-start'
  | 'relative-next'
  | 'empty-page-with-next'
  | 'bottomless-item'
  | 'loop'
  | 'forgets'
  | 'misses-writes'
  | 'loses-old-when-written'
  | 'tail-gone'
  | 'tail-stale'
  | 'other-host'
  | 'ignores-proxy'
  | 'any-cursor'
  | 'cursor-crash'
  | 'head-refused'
  | 'post-served'
  | 'no-allow'
  | 'open-door'
  | 'no-challenge'
  | 'wrong-let-in'
  | 'tells-which'
  | 'mac-unchecked'
  | 'hash-unchecked'
  | 'replay'
  | 'any-clock'
  | 'answers-unsigned'
  | 'answers-missigned'
  | 'no-etag'
  | 'weak-etag'
  | 'random-etag'
  | 'constant-etag'
  | 'never-304'
  | 'always-304'
  | 'always-gzip'
  | 'no-vary'
  | 'not-gzip'
  | 'gzip-same-etag'
  | 'public-for-an-hour'
  | 'no-cache-control'
  | 'login-page'
  | 'text-errors'
  | 'stack-traces'
  | 'commits-late'
  | 'holds-unannounced'
  | 'holds-for-ever'
  | 'deaf'
  | 'one-at-a-time'
  | 'holds-all'
  | 'closes-all'
  | 'closes-the-seed'
  | 'changes-closed'
  | 'negotiates-wrong'
  | 'no-vary-accept'
  | 'dead-alternate'
  | 'collection-without-first'
  | 'collection-of-others'
  | 'tombstone-with-data'
  | 'retention-unsaid'
  | 'deleted-still-served'
  | 'atom-not-xml'
  | 'atom-without-updated'
  | 'atom-without-one'
  | 'atom-many-ids'
  | 'archive-alone'

/** What must find each fault: the rule, and enough of what the check asks to tell it from others. */
export const findings: Readonly<Record<Fault, readonly [rule: string, asks: string]>> = {
  'html-type': ['P1', 'status 200 and application/json'],
  'latin-1': ['P1', 'is in UTF-8'],
  'range-served': ['P1', 'headers that make no sense'],
  'cut-off': ['P1', 'status 200'],
  'no-list': ['P2', 'a list of orderedItems'],
  'no-list-on-page-2': ['P2', 'a list of orderedItems'],
  hangs: ['P2', 'a list of orderedItems'],
  'no-context': ['P2', 'says what it is'],
  'no-collection-type': ['P2', 'says what it is'],
  'numeric-id': ['P3', 'an id that is a string'],
  untyped: ['P3', 'and a type'],
  'published-yesterday': ['P3', 'has published'],
  objectless: ['P3', 'has an object'],
  'id-twice': ['P3', 'no id comes twice'],
  'newest-first': ['P4', 'oldest first'],
  'added-at-the-start': ['P19', 'nothing turns up before'],
  'relative-next': ['P5', 'absolute URL'],
  'empty-page-with-next': ['P5', 'without items has no next'],
  'bottomless-item': ['P6', 'take in every page'],
  loop: ['P7', 'never back'],
  forgets: ['P7', 'a second reading'],
  'misses-writes': ['P7', 'written while the feed is read'],
  'loses-old-when-written': ['P7', 'nothing that was there is lost'],
  'tail-gone': ['P8', 'stays good'],
  'tail-stale': ['P8', 'leads to what was written'],
  'other-host': ['P9', 'has the scheme and host of the request'],
  'ignores-proxy': ['P9', 'behind a proxy'],
  'any-cursor': ['P10', "no page of the feed's"],
  'cursor-crash': ['P10', 'whatever it is'],
  'head-refused': ['P11', 'HEAD'],
  'post-served': ['P11', 'another method'],
  'no-allow': ['P11', 'and Allow'],
  'open-door': ['P12', 'asks for credentials'],
  'no-challenge': ['P12', 'WWW-Authenticate'],
  'wrong-let-in': ['P12', 'wrong credentials'],
  'tells-which': ['P12', 'not told what was wrong'],
  'mac-unchecked': ['P13', 'the MAC is checked'],
  'hash-unchecked': ['P13', 'a payload hash'],
  replay: ['P13', 'a nonce counts once'],
  'any-clock': ['P13', 'clocks may differ'],
  'answers-unsigned': ['P13', 'Server-Authorization'],
  'answers-missigned': ['P13', 'Server-Authorization'],
  'no-etag': ['P14', 'has a strong ETag'],
  'weak-etag': ['P14', 'has a strong ETag'],
  'random-etag': ['P14', 'equal bytes have equal ETags'],
  'constant-etag': ['P14', 'and others have others'],
  'never-304': ['P14', 'names the ETag'],
  'always-304': ['P14', 'names another ETag'],
  'always-gzip': ['P15', 'only where Accept-Encoding allows'],
  'no-vary': ['P15', 'with Vary'],
  'not-gzip': ['P15', 'is compressed only where'],
  'gzip-same-etag': ['P15', 'an ETag of their own'],
  'public-for-an-hour': ['P16', 'not kept by caches'],
  'no-cache-control': ['P16', 'says that it is private'],
  'login-page': ['P17', 'a status of 400 or more'],
  'text-errors': ['P18', 'a JSON body with details'],
  'stack-traces': ['P18', "fault's insides"],
  'commits-late': ['P19', 'nothing turns up before'],
  'holds-unannounced': ['P20', 'a request that is held says so'],
  'holds-for-ever': ['P20', 'is answered when its time is over'],
  deaf: ['P20', 'once something is written'],
  'one-at-a-time': ['P20', 'other requests are answered'],
  'holds-all': ['P20', 'nothing to wait for'],
  'closes-all': ['P21', 'a closed page has a next'],
  'closes-the-seed': ['P21', 'the page at the seed'],
  'changes-closed': ['P21', 'the same bytes for ever'],
  'negotiates-wrong': ['P22', 'the plain page answers'],
  'no-vary-accept': ['P22', 'where Accept chooses'],
  'dead-alternate': ['P22', 'each link to an alternate'],
  'collection-without-first': ['P23', 'an OrderedCollection with id and first'],
  'collection-of-others': ['P23', 'hold what the plain pages hold'],
  'tombstone-with-data': ['P24', 'a Delete has a Tombstone'],
  'retention-unsaid': ['P24', 'Tombstone-Retention says'],
  'deleted-still-served': ['P24', 'is absent from then on'],
  'atom-not-xml': ['P25', 'an Atom feed document'],
  'atom-without-updated': ['P25', 'an Atom feed document'],
  'atom-without-one': ['P25', 'with the same activities'],
  'atom-many-ids': ['P25', 'has the same id'],
  'archive-alone': ['P26', 'links to current'],
}

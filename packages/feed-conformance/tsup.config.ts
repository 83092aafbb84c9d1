import { library } from '@as/build/library'

export default library({ index: 'src/index.ts', 'feed-conformance': 'bin/feed-conformance.ts' })

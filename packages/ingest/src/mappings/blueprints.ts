import type { IndexBlueprint } from '@as/index-swapper'
import { activityFields } from './activity-fields.ts'
import type { Field } from './fields.ts'
import { lenientMappings } from './lenient-mappings.ts'
import { objectFields } from './object-fields.ts'

/** Fields of an organisation's own, as OpenSearch's `properties`: they go beside ours, or in their place. */
export interface ExtraFields {
  readonly activities?: Readonly<Record<string, Field>>
  readonly objects?: Readonly<Record<string, Field>>
}

export interface BlueprintOptions {
  readonly feedId: string
  readonly extraFields?: ExtraFields
}

/** What readers query; each feed has an index in each. */
export const aliases = ['activities', 'objects'] as const

/** What a feed's two indexes are made of. `feed_unique_id` holds the feed's id in every document, without a byte in `_source`. */
export function blueprintsOf({ feedId, extraFields = {} }: BlueprintOptions): Record<string, IndexBlueprint> {
  const blueprint = (ours: Readonly<Record<string, Field>>, extra: Readonly<Record<string, Field>> = {}) => {
    const fields = { ...merged(ours, extra), feed_unique_id: { type: 'constant_keyword', value: feedId } }
    return {
      settings: {
        'index.number_of_shards': 1,
        // a date or place that cannot be read costs the field, not the document
        'index.mapping.ignore_malformed': true,
      },
      mappings: {
        dynamic: false,
        properties: fields,
      },
      lenient: lenientMappings(fields),
    }
  }
  return {
    activities: blueprint(activityFields, extraFields.activities),
    objects: blueprint(objectFields, extraFields.objects),
  }
}

/** Goes into `properties` that both have; otherwise the extra field replaces ours. */
function merged(ours: Readonly<Record<string, Field>>, extra: Readonly<Record<string, Field>>): Record<string, Field> {
  const fields: Record<string, Field> = { ...ours }
  for (const [name, field] of Object.entries(extra)) {
    const ourProperties = ours[name]?.properties as Readonly<Record<string, Field>> | undefined
    const properties = field.properties as Readonly<Record<string, Field>> | undefined
    fields[name] = ourProperties && properties ? { ...field, properties: merged(ourProperties, properties) } : field
  }
  return fields
}

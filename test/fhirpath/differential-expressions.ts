/** Expressions of every function and operator, for comparison between engines. Each runs on every generated resource. */
export const EXPRESSIONS: readonly string[] = `
Patient.name.given
name.given
name.family.first()
name.given.last()
name.given.tail()
name.given.skip(1)
name.given.take(2)
name[0].given[1]
name.where(use = 'official').given
name.where(given.count() > 1).family
name.exists(use = 'usual')
name.all(family.exists())
name.select(given | family)
name.select(given.combine(family))
name.given.distinct()
name.given.isDistinct()
name.given.count()
name.given.subsetOf('Alva' | 'Bo' | 'Disa' | 'Egil')
('Alva' | 'Bo').supersetOf(name.given)
name.given.intersect('Alva' | 'Bo')
name.given.exclude('Alva')
name.given.union(name.family)
name.given.join(', ')
name.given.select(length())
name.given.select(upper())
name.given.select(substring(1))
name.given.select(substring(1, 2))
name.given.select(startsWith('A'))
name.given.select(endsWith('a'))
name.given.select(contains('l'))
name.given.select(indexOf('a'))
name.given.select(replace('a', 'b'))
name.given.select(matches('^[A-D]'))
name.given.select(replaceMatches('[aeiou]', '*'))
name.given.select(toChars().count())
name.given.first().split('l')
name.given.select($index)
name.given.where($index < 2)
name.given.select($this & '!')
name.given.aggregate($total & $this, '')
name.given.aggregate(iif($total.empty(), $this, $total + $this))
name.period.start
name.period.start < name.period.end
name.children().count()
name.descendants().count()
Patient.children().count()
birthDate
birthDate < @2000-01-01
birthDate = @1974-12-25
birthDate ~ @1974-12-25
birthDate != @1974
birthDate + 1 year
birthDate - 10 days
birthDate + 1 month
birthDate.toString()
birthDate.is(date)
birthDate.type().name
birthDate.hasValue()
birthDate.extension('https://example.org/time').value
birthDate.extension.exists()
birthDate.exists()
birthDate.empty()
birthDate.toDateTime()
gender = 'female'
gender in ('female' | 'male')
('female' | 'male') contains gender
gender ~ 'FEMALE'
gender.is(code)
gender is string
gender.type().namespace
active
active.not()
active and deceased.empty()
active or deceased
active xor deceased
active implies deceased.exists()
active = true
deceased
deceased.is(boolean)
deceased.ofType(boolean)
deceased.ofType(dateTime)
deceased as dateTime
(deceased as dateTime) > @2020-01-01T00:00:00Z
multipleBirth.ofType(integer) + 1
multipleBirth.ofType(integer) * 2.5
multipleBirth.ofType(integer) / 2
multipleBirth.ofType(integer) div 2
multipleBirth.ofType(integer) mod 2
-multipleBirth.ofType(integer)
multipleBirth.ofType(integer).toString()
multipleBirth.ofType(integer).toDecimal()
multipleBirth.ofType(integer) > 1
extension.value
extension('https://example.org/weight').value
extension('https://example.org/weight').value.value
extension('https://example.org/weight').value.value + 0.1
extension('https://example.org/weight').value > 50 'kg'
extension('https://example.org/weight').value = 72000 'g'
extension('https://example.org/weight').value.value.round(1)
extension('https://example.org/weight').value.value.floor()
extension('https://example.org/weight').value.value.ceiling()
extension('https://example.org/weight').value.value.sqrt().round(4)
extension('https://example.org/weight').value.value.lowBoundary()
extension.where(url.startsWith('https://example.org')).count()
extension.url
telecom.where(system = 'phone' or system = 'email').value
telecom.where(system = 'phone' and use = 'home').value
telecom.value.where(matches('^[0-9-]+$'))
telecom.repeat($this).count()
contact.repeat(name).count()
address.line
address.where(use = 'home').city | address.postalCode
iif(active, 'a', 'b')
iif(gender.exists(), gender, 'unknown')
identifier.where(system = 'https://example.org/a').value
identifier.value.toInteger()
identifier.value.convertsToInteger()
identifier.value.first().toInteger() > 5
identifier.value.first().toDecimal()
identifier.value.first().convertsToQuantity()
identifier.first().value + 'x'
identifier = identifier
identifier.first() = identifier.last()
identifier.first() ~ identifier.last()
identifier | identifier
contained.id
contained.ofType(Organization).name
contained.where(id = 'org').exists()
managingOrganization.reference
managingOrganization.reference.startsWith('#')
%resource.id
%context.id
%resource.contained.id
%sct
id.length() > 1
meta.lastUpdated > @2020-01-01T00:00:00Z
meta.lastUpdated.type().name
Patient.is(Patient)
Patient is DomainResource
Patient.ofType(Observation)
text.div.exists()
nothing.like.this
{}
1 + 1
1.5 + 1.5
'a' + 'b'
5 / 2
2.power(10)
(1 | 2 | 3).sum()
(1 | 2 | 3).where($this > 1)
(3 | 1 | 2).sort()
@2020-02-29 + 1 year
@2020-01-31 + 1 month
@T10:00 < @T11:00
@2020-01-01T10:00:00+01:00 = @2020-01-01T09:00:00Z
1 'g' = 1000 'mg'
7 days = 1 week
1.convertsToString()
'1.50'.toDecimal()
true.toInteger()
'abc'.encode('base64')
'YWJj'.decode('base64')
'<a>'.escape('html')
' x '.trim()
'2020-13'.toDate()
'x'.toBoolean()
name.trace('n').count()
name.given.allTrue().empty()
(true | false).anyTrue()
(true | true).allTrue()
(false).allFalse()
name.ofType(HumanName).use
name.as(HumanName).use.count() >= 0
name.single().exists()
name.given + 'x'
name.family < 3
'x' < 3
name and true
not_a_function()
name.where(
`
  .trim()
  .split('\n');

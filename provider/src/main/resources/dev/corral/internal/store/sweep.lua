-- Frees what is dead among some records of one shard, and claims what has expired unnoticed.
--
-- KEYS  1 metadata; then records
-- ARGV  1 '1' if expired records are to be claimed and returned
--       2 channel of the shard's messages, or empty to publish none, 3 origin of the message (8 bytes)
-- Reply how many were freed; then {record key, record} of each that was claimed
local now = math.floor(micros() / 1000)
local epoch, sequence, nonce, known = metadata(KEYS[1], '')
local version = struct.pack('>I8', sequence) .. nonce
local freed, claims = 0, {}
for i = 2, #KEYS do
  local header = read('GETRANGE', KEYS[i], 0, HEADER - 1)
  if header and #header >= HEADER and string.byte(header, 1) == 199 and string.byte(header, 2) == 1 then
    local life = state(header, epoch, now, KEYS[i])
    if not known or string.sub(header, 9, 16) ~= epoch or tagged(header) and life == ABSENT then
      redis.call('UNLINK', KEYS[i])
      freed = freed + 1
    elseif ARGV[1] == '1' and life == EXPIRED and not claimed(header) then
      local record = redis.call('GET', KEYS[i])
      claims[#claims + 1] = { KEYS[i], record }
      claim(KEYS[i], header)
      if ARGV[2] ~= '' then
        publish(ARGV[2], message('E', ARGV[3], epoch, version, version, KEYS[i], record, ''))
      end
    end
  end
end
table.insert(claims, 1, freed)
return claims
